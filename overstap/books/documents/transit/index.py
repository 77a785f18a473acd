"""The index of a whole archive: a CSV to compute with, and a page to read, which opens without us and runs nothing."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overstap.books.documents.models import Document
from overstap.books.documents.transit import packing
from overstap.books.documents.words import source_word, tag_word
from overstap.lib.csv_safe import safe_cell

_HEAD = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>{}</title>
<style>body{{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#14222e}}
table{{border-collapse:collapse;width:100%;font-size:14px}}th,td{{text-align:left;padding:.45rem .7rem;
vertical-align:top;border-top:1px solid #e1e7ec;overflow-wrap:anywhere}}
thead th{{background:#f5f7f9;white-space:nowrap}}a{{color:#0b6e69}}
.gone{{color:#b3261e}}</style></head>
<body><h1>{}</h1><p>{}</p><table><thead><tr>{}</tr></thead><tbody>
"""


def permanent_link(uid: UUID) -> str:
    """The address of a document that stays the same wherever it moves (R064)."""
    return f"{settings.SITE_URL}/d/{uid}/"


def as_csv(documents: Iterable[Document], names: dict[str, str]) -> Iterator[str]:
    """One line per document, with what a spreadsheet needs to take it for text."""
    heads = (_("File"), _("Document"), _("Tag"), _("Arrived"), _("Deleted"), _("Source"), _("Sender"), _("Journal"),
             _("Entry"), _("Relation"), _("Note"), _("Bytes"), "SHA-256", _("Permanent link"))  # fmt: skip
    write = _csv_line(";" if get_language() == "nl" else ",")
    yield "\ufeff" + write(heads)
    for one in documents:
        cells = (
            names.get(packing.beginning(one.uid), ""), one.name, tag_word(one.tag), _moment(one.arrived_at),
            _moment(one.deleted_at), source_word(one.source), one.sender, one.journal_code, one.entry_number,
            one.relation_code, one.note, str(one.size), one.sha256, permanent_link(one.uid),
        )  # fmt: skip
        yield write([safe_cell(cell) for cell in cells])


def as_page(title: str, documents: Iterable[Document], names: dict[str, str]) -> Iterator[str]:
    """A page with a link to each file beside it."""
    told = _("Made %(moment)s. Every document stands in the folder of its tag.") % {"moment": _moment(timezone.now())}
    heads = (_("Document"), _("Tag"), _("Arrived"), _("Sender"), _("Entry"), _("Note"))
    cells = "".join(format_html('<th scope="col">{}</th>', head) for head in heads)
    yield _HEAD.format(get_language() or "nl", *(format_html("{}", one) for one in (title, title, told)), cells)
    for one in documents:
        yield _row(one, names.get(packing.beginning(one.uid), ""))
    yield "</tbody></table></body></html>\n"


def _row(one: Document, name: str) -> str:
    document = (
        format_html('<a href="{}">{}</a>', quote(name), one.name)
        if name
        else format_html('{} <span class="gone">{}</span>', one.name, _("The content is not there."))
    )
    entry = f"{one.journal_code} {one.entry_number}".strip()
    deleted = _("deleted") if one.deleted_at else ""
    return format_html(
        '<tr><th scope="row">{}</th><td>{} {}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n',
        document, tag_word(one.tag), deleted, _moment(one.arrived_at), one.sender, entry, one.note,
    )  # fmt: skip


def _csv_line(delimiter: str) -> Callable[[Iterable[str]], str]:
    def write(cells: Iterable[str]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerow([cell.replace("\0", "") for cell in cells])
        return text.getvalue()

    return write


def _moment(value: object) -> str:
    return formats.date_format(timezone.localtime(value), "MOMENT_OF_PEOPLE") if value else ""  # type: ignore[arg-type]
