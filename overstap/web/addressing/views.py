"""Settings > Delivery addresses: how they are made, which there are, and giving one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.lib.errors import OverstapError
from overstap.tenancy import overviews
from overstap.tenancy.access import Actor
from overstap.tenancy.addresses import actions, queries
from overstap.tenancy.addresses.giving import domain
from overstap.tenancy.addresses.values import AddressRow, AddressState, Style
from overstap.web import doors
from overstap.web.templatetags.ui import moment

WORDS: dict[AddressState, tuple[str | Promise, str]] = {
    AddressState.LIVING: (gettext_lazy("In use"), "ok"),
    AddressState.FORWARDING: (gettext_lazy("Forwards"), "warn"),
    AddressState.ENDED: (gettext_lazy("Ended"), "neutral"),
}
STYLES: dict[Style, tuple[str | Promise, str | Promise]] = {
    Style.OFFICE_CODE: (gettext_lazy("Office and administration"), gettext_lazy("Easy to read and to remember.")),
    Style.RANDOM: (gettext_lazy("Environment and six characters"), gettext_lazy("Nobody can guess it.")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An address in a list: what becomes of mail to it, in words."""

    row: AddressRow
    state: str
    tone: str
    told: str


def _show_list(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    after = request.GET.get("after", "")
    rows = queries.of_environment(actor, after=after, limit=queries.PAGE + 1)
    shown = rows[: queries.PAGE]
    return doors.show(
        request,
        "addressing/addresses.html",
        rows=list(shown_rows(shown)),
        style=queries.style(actor),
        styles=[(style, *words, example(actor, style)) for style, words in STYLES.items()],
        after=after,
        further=shown[-1].address if len(rows) > queries.PAGE else "",
        problem=problem,
    )


@doors.page("address.style", again=_show_list)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every address of the environment; and how new ones are made."""
    if request.method != "POST":
        return _show_list(request, actor)
    actions.choose_style(actor=actor, style=request.POST.get("style", ""))
    text = _("Saved. New addresses are made so; those that were given stay.")
    return doors.done(request, text, "managing-addresses", environment=actor.environment.slug)


def _show_one(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = overviews.managed_administration(actor, code)
    rows = list(shown_rows(queries.of_administration(actor, code)))
    return doors.show(
        request,
        "addressing/administration.html",
        one=one,
        rows=rows,
        living=next((shown.row for shown in rows if shown.row.state is AddressState.LIVING), None),
        typed=one.delivery_address if not _is_ours(one.delivery_address) else "",
        days=actions.FORWARD_DAYS,
        problem=problem,
    )


@doors.page("address.give", again=_show_one)
def of_administration(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The addresses of one administration; sent, it gets a new one."""
    if request.method != "POST":
        return _show_one(request, actor, code)
    made = actions.give(actor=actor, code=code)
    text = _("Documents that are mailed to %(address)s arrive here from now on.") % {"address": made}
    return doors.done(request, text, "managing-administration-addresses", environment=actor.environment.slug, code=code)


def shown_rows(rows: Iterable[AddressRow]) -> Iterable[Shown]:
    """Addresses with what becomes of mail to them."""
    for row in rows:
        state, tone = WORDS[row.state]
        yield Shown(row, str(state), tone, _told(row))


def example(actor: Actor, style: Style) -> str:
    """How an address of this style looks here."""
    slug = actor.environment.slug
    return f"{slug}.1001@{domain()}" if style is Style.OFFICE_CODE else f"{slug}-k7m2xq@{domain()}"


def _told(row: AddressRow) -> str:
    if row.state is AddressState.LIVING:
        return _("Arrives here.") if row.here else _("Waits until the migration is done.")
    if row.state is AddressState.ENDED:
        return _until(_("Is refused since %(moment)s."), row)
    if row.here:
        return _until(_("Still arrives here, until %(moment)s."), row)
    return _until(_("Goes on to whoever holds the administration now, until %(moment)s."), row)


def _until(text: str, row: AddressRow) -> SafeString:
    """The sentence with its moment, which is not broken over two lines."""
    whole = format_html('<span class="nowrap">{}</span>', moment(row.ends_at))
    return mark_safe(escape(text) % {"moment": whole})  # noqa: S308 - escaped, and a moment


def _is_ours(address: str) -> bool:
    return address.lower().rpartition("@")[2] == domain()
