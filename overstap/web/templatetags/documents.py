"""What the pages of documents need in templates."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import get_language

from overstap.books.documents import words

register = template.Library()


@register.filter
def tag_word(tag: str) -> str:
    """A tag as people call it."""
    return words.tag_word(tag)


@register.filter
def at(found: Mapping[Any, Any], key: object) -> Any:
    """What stands under ``key``; nothing where nothing does."""
    return found.get(key)


@register.filter
def plain_number(value: Decimal | None) -> str:
    """A quantity, price or percentage with the decimals that it needs and no more."""
    if value is None or not value.is_finite():
        return ""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", str(formats.get_format("DECIMAL_SEPARATOR", get_language())))
