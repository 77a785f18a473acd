"""Books as the files that another package imports, for where its maker lets nobody write by an interface.

A ZIP with those files, the steps for who imports them there, and what could not be written with the reason.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from overstap.connectors import registry
from overstap.connectors.by_file.values import FiledBooks
from overstap.connectors.house.connector import HouseConnector
from overstap.connectors.port import Connection
from overstap.connectors.values import Kind, Record, Wanted
from overstap.lib.csv_safe import safe_cell
from overstap.lib.findings import Finding
from overstap.lib.sentences import told
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PackageFamily

_WRITTEN = frozenset(Kind) - {Kind.DOCUMENTS, Kind.ASSETS}  # no package of these imports them from a file


def export_for(actor: Actor, code: str, package: str, stream: BinaryIO) -> Sequence[str]:
    """Write the ZIP for ``package`` with the books of administration ``code``; gives the steps.

    Raises NotFound, NotAllowed, NoConnector, or CannotDo for a package that imports no files.
    """
    route = registry.file_route(package)
    access.administration(actor, code, Right.EXPORT_BOOKS)
    house = Connection(PackageFamily.HOUSE, "", "", actor.environment.pk)
    records = HouseConnector().read(house, code, Wanted(_WRITTEN))
    refused: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        filed = route.write_files(_books(records, refused), Path(folder))
        refused += [*filed.findings, *(one.finding for one in filed.written if one.finding is not None)]
        steps = [told(step, _) for step in filed.steps]
        _pack(stream, filed, steps, refused)
    audit.record(actor, "books.export-for", {"administration": code, "package": package})
    return steps


def _books(records: Iterable[Record], findings: list[Finding]) -> Iterable[Record]:
    for record in records:
        if isinstance(record, Finding):
            findings.append(record)
        else:
            yield record


def _pack(stream: BinaryIO, filed: FiledBooks, steps: Sequence[str], refused: Sequence[Finding]) -> None:
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for path in filed.files:
            packed.write(path, path.name)
        numbered = "\r\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
        packed.writestr(_("steps.txt"), numbered + "\r\n")
        if refused:
            packed.writestr(_("not-written.csv"), _table(refused))


def _table(findings: Sequence[Finding]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow([_("Place"), _("What"), _("What to do"), _("Code")])
    for one in findings:
        cells = (one.place, told(one.message, _), told(one.remedy, _), one.code)
        rows.writerow([safe_cell(cell) for cell in cells])
    return "\ufeff" + text.getvalue()
