"""Bringing in invoices that exist already (G12): kept as they are, never numbered anew, their numbers never given."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from overstap.books.sales.errors import require_none
from overstap.coupling import entering
from overstap.coupling.models import Coupled
from overstap.coupling.projects import codes, numbering, outside_file
from overstap.coupling.projects.codes import Parts
from overstap.coupling.projects.errors import InvoiceRefused
from overstap.coupling.projects.models import BroughtIn, ProjectInvoice, Series
from overstap.coupling.projects.values import Outside
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence
from overstap.tenancy import audit
from overstap.tenancy.access import Actor

_AT_ONCE = 2_000
_Placed = tuple[Outside, Coupled]


def bring_in_file(*, actor: Actor, content: bytes) -> int:
    """As ``bring_in``, from a CSV file (``outside_file``)."""
    entering.to_decide(actor)
    rows, wrong = outside_file.read(content)
    require_none(wrong, InvoiceRefused)
    return bring_in(actor=actor, rows=rows)


def bring_in(*, actor: Actor, rows: Sequence[Outside]) -> int:
    """Keep invoices that were made elsewhere; gives how many are new. One that is here already, the same, is left.

    All or nothing. Raises NotAllowed, CouplingOff, and InvoiceRefused whose facts have a finding for each that cannot
    be kept: of an administration that is not coupled, with a number that is in use, or in a series that began here.
    """
    coupling = entering.to_decide(actor)
    known = entering.administrations(coupling)
    placed, wrong = _placed(rows, known)
    fresh, doubles = _fresh(placed)
    wrong += doubles
    wrong += _into_series(fresh, {one.code: one for one in known if one.code})
    require_none(wrong, InvoiceRefused)
    made = [
        BroughtIn(
            environment=actor.environment, coupled=coupled, number=row.number, bare=codes.bare(row.number), day=row.day,
            contact=row.contact, amount=row.amount, brought_by=actor.person,
        )
        for row, coupled in fresh
    ]  # fmt: skip
    BroughtIn.objects.bulk_create(made, batch_size=_AT_ONCE)
    audit.record(actor, "project-invoice.bring_in", {"count": len(made)})
    return len(made)


def _placed(rows: Sequence[Outside], known: Sequence[Coupled]) -> tuple[list[_Placed], list[Finding]]:
    """Each with its administration: by its code, its code at the package, or its name."""
    by: dict[str, Coupled] = {}
    for one in known:
        by |= {name.lower(): one for name in (one.name, one.foreign, one.code) if name}
    placed, wrong = list[_Placed](), list[Finding]()
    for row in rows:
        found = by.get(row.administration.strip().lower())
        if found is None:
            text = sentence("There is no coupled administration “%(name)s”.", name=row.administration[:80])
            wrong.append(_wrong("ADMINISTRATION", row, text))
        else:
            placed.append((row, found))
    return placed, wrong


def _fresh(placed: Sequence[_Placed]) -> tuple[list[_Placed], list[Finding]]:
    """Those that are not here yet; a number that stands for another invoice of the administration is a finding."""
    there = _there(placed)
    fresh, wrong = list[_Placed](), list[Finding]()
    for row, coupled in placed:
        place = (coupled.pk, row.number)
        before = there.get(place)
        if before is None:
            there[place] = row
            fresh.append((row, coupled))
        elif (before.day, before.amount) != (row.day, row.amount):
            text = sentence("Invoice %(number)s is here already, with another day or amount.", number=row.number)
            wrong.append(_wrong("DOUBLE", row, text))
    return fresh, wrong


def _there(placed: Sequence[_Placed]) -> dict[tuple[int, str], Outside]:
    numbers = {row.number for row, _coupled in placed}
    administrations = {coupled.pk for _row, coupled in placed}
    found = BroughtIn.objects.filter(coupled__in=administrations, number__in=numbers)
    return {
        (one.coupled_id, one.number): Outside(one.number, one.day, one.contact, one.amount, "")
        for one in found.iterator(_AT_ONCE)
    }


def _into_series(fresh: Sequence[_Placed], owners: Mapping[str, Coupled]) -> Iterator[Finding]:
    """Let series go on after what was brought in; a series that began here has no place for it any more."""
    coded = [(parts, row, coupled) for row, coupled in fresh if (parts := codes.parts(row.number)) is not None]
    series: dict[tuple[int, str], Series] = {}
    for parts, row, coupled in sorted(coded, key=lambda one: (one[0].code, one[0].year, one[0].last)):
        owner = owners.get(parts.code)
        if owner is not None and owner.pk != coupled.pk:
            yield _anothers(row, owner)
            continue
        place = (parts.year, parts.code)
        if place not in series:
            series[place] = numbering.locked(coupled, parts.code, parts.year)
        if series[place].begun:
            yield _begun(row)
        else:
            _raise_to(series[place], parts)


def _raise_to(series: Series, parts: Parts) -> None:
    if parts.last > series.last:
        series.last = parts.last
        series.save(update_fields=["last"])


def _anothers(row: Outside, owner: Coupled) -> Finding:
    text = sentence(
        "Invoice %(number)s has code %(code)s of “%(name)s” in its number.",
        number=row.number,
        code=owner.code,
        name=owner.name,
    )
    return _wrong("CODE", row, text)


def _begun(row: Outside) -> Finding:
    used = ProjectInvoice.objects.filter(number=codes.bare(row.number)).exists()
    if used:
        return _wrong("IN-USE", row, sentence("Invoice %(number)s was made here.", number=row.number))
    text = sentence(
        "Invoice %(number)s lies in a series that began here; its number would leave a gap.", number=row.number
    )
    return _wrong("BEGUN", row, text)


def _wrong(code: str, row: Outside, message: str) -> Finding:
    remedy = sentence("Correct it, and bring all in again; nothing of it was kept.")
    return Finding(f"OUTSIDE-{code}", Severity.ERROR, f"invoice {row.number}", message, remedy)


def told(count: int) -> str:
    """How many were kept, for people."""
    if not count:
        return _("All of these invoices were here already.")
    return _("%(count)d invoices were brought in, as they are.") % {"count": count}
