"""The building blocks of every page: icons, badges, cards, and how amounts and times are written."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import heroicons
from django import template
from django.forms import BoundField
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from overstap.lib.sentences import told
from overstap.web.words import word as _word

register = template.Library()

MINUS = "\u2212"
TONE_ICON = {
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "x-circle",
    "wait": "clock",
    "live": "arrow-path",
    "info": "information-circle",
}
_STYLES = {16: "micro", 20: "mini"}


@register.simple_tag
def icon(name: str, size: int = 16, label: str = "", css: str = "") -> SafeString:
    """A heroicon; with ``label`` it speaks, without one it is decoration."""
    return _drawn(str(name), size, str(label), css)


@lru_cache(maxsize=512)  # the library parses and copies XML for each
def _drawn(name: str, size: int, label: str, css: str) -> SafeString:
    attributes: dict[str, object] = {"class": f"icon {css}".strip(), "focusable": "false"}
    attributes |= {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    drawn = heroicons._render_icon(_STYLES.get(size, "outline"), name, size, attributes)  # noqa: SLF001 - its tag is this call
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from its own files


@register.simple_tag
def badge(text: str, tone: str = "neutral", *, with_icon: bool = True) -> SafeString:
    """A word on a coloured ground, with a capital; tones: ok, warn, bad, wait, live, info, neutral."""
    drawn = icon(TONE_ICON[tone]) if with_icon and tone in TONE_ICON else ""
    return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, drawn, capfirst(str(text)))


@register.simple_block_tag
def card(content: str, title: str = "", id: str = "", css: str = "", subtitle: str = "") -> SafeString:  # noqa: A002
    """A part of a page on a ground of its own, with a heading."""
    if not title:
        return format_html('<section class="card {}">{}</section>', css, content)
    below = format_html("<p>{}</p>", subtitle) if subtitle else ""
    head = format_html('<header class="card__head"><div><h2 id="{}-h">{}</h2>{}</div></header>', id, title, below)
    return format_html(
        '<section class="card {}" id="{}" aria-labelledby="{}-h">{}{}</section>', css, id, id, head, content
    )


@register.simple_block_tag
def empty(content: str, title: str, name: str = "inbox") -> SafeString:
    """Where a list would stand and has nothing in it yet: what belongs here, and how to get it."""
    drawn = icon(name, 24)
    return format_html(
        '<div class="empty"><span class="empty__icon">{}</span><h2>{}</h2>{}</div>', drawn, title, content
    )


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form's field with its label, help and errors."""
    return {"field": bound}


@register.inclusion_tag("web/parts/problem.html")
def problem(error: object) -> dict[str, object]:
    """An error that was refused, above its form; in the language of the page where it comes from below."""
    if not error:
        return {"problem": None}
    return {"problem": {name: told(_part(error, name), gettext) for name in ("message", "remedy", "code")}}


def _part(error: object, name: str) -> str:
    """What an error, or what was kept of one, says under ``name``; empty where it says nothing."""
    return (error.get(name) if isinstance(error, Mapping) else getattr(error, name, "")) or ""


@register.inclusion_tag("web/parts/crumbs.html")
def crumbs(*parts: str) -> dict[str, object]:
    """The way to a page: pairs of text and address, then the text of the page itself."""
    links = list(zip(parts[:-1:2], parts[1::2], strict=False))
    return {"links": links, "last": parts[-1]}


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and last part of a name."""
    parts = name.split() or [""]
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()


@register.filter
def given(name: str) -> str:
    """The given name: how somebody is greeted."""
    return name.split(" ", 1)[0]


@register.filter
def who(person: str) -> str:
    """The name out of "Name <address>", as logs sign."""
    return person.partition(" <")[0]


@register.filter
def word(value: object) -> str:
    """A state, role, kind … as people call it, in their language."""
    return _word(str(value))


@register.filter
def amount(value: Decimal | None) -> str:
    """An amount in the reader's own notation, with a real minus sign and no currency."""
    if value is None or value == "":
        return ""
    exact = Decimal(value)
    text = f"{exact.copy_abs():,.2f}".translate(_marks(get_language() or ""))
    return mark_safe(f"{MINUS}{text}" if exact < 0 else text)  # noqa: S308 - digits and marks


@lru_cache(maxsize=16)  # asked for hundreds of times on a page, and Django looks it up anew each time
def _marks(language: str) -> dict[int, str]:
    """What stands between thousands and before decimals in a language, in the place of the comma and the point."""
    thousands = formats.get_format("THOUSAND_SEPARATOR", language)
    return str.maketrans({",": thousands, ".": formats.get_format("DECIMAL_SEPARATOR", language)})


@register.filter
def debit(value: Decimal | None) -> str:
    """The amount of a balance where it is in debit; nothing where it is not."""
    return amount(value) if value is not None and value > 0 else ""


@register.filter
def credit(value: Decimal | None) -> str:
    """The amount of a balance where it is in credit; nothing where it is not."""
    return amount(-value) if value is not None and value < 0 else ""


@register.filter
def signed(value: Decimal) -> str:
    """An amount with its sign, also where it is a plus."""
    return f"+{amount(value)}" if value > 0 else amount(value)


@register.filter
def integer(value: int) -> str:
    """A whole number with its thousands apart."""
    return mark_safe(f"{value:,}".translate(_marks(get_language() or "")))  # noqa: S308 - digits and marks


@register.filter
def day(value: date | None) -> str:
    """A date: 14-11-2026 in Dutch, 14 Nov 2026 in English."""
    if type(value) is date:  # no time in it, so two that are equal are written the same
        return _day(value, get_language() or "")
    return formats.date_format(value, "DAY_OF_PEOPLE") if value else ""


@lru_cache(maxsize=4096)  # a page has hundreds, and most of them are on the next page too
def _day(value: date, language: str) -> SafeString:
    del language  # the active one; here because what is kept is kept per language
    return mark_safe(formats.date_format(value, "DAY_OF_PEOPLE"))  # noqa: S308 - digits and the name of a month


@register.filter
def moment(value: datetime | str | None) -> str:
    """A moment in Amsterdam: 14-11-2026 17:30."""
    if not value:
        return ""
    aware = datetime.fromisoformat(value) if isinstance(value, str) else value
    return formats.date_format(timezone.localtime(aware), "MOMENT_OF_PEOPLE")
