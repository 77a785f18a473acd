"""What pages and commands show of projects and their invoices. In ``access.enter``; each asks for the right to look."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.books.sales.values import Settings
from overstap.coupling import entering
from overstap.coupling.models import Contact
from overstap.coupling.projects import codes, store
from overstap.coupling.projects.errors import no_invoice, no_project
from overstap.coupling.projects.models import BroughtIn, Project, ProjectInvoice
from overstap.coupling.projects.values import (
    Booked,
    Difference,
    InvoiceFile,
    InvoiceRow,
    InvoiceState,
    OutsideRow,
    ProjectRow,
    ProjectState,
)
from overstap.lib.kept_sentences import restore
from overstap.lib.sentences import told
from overstap.tenancy.access import Actor

ON_ONE_PAGE = 50
MOST_CHOICES = 300  # contacts offered at once
_LARGEST = 2**63 - 1
_DIGITS = 18  # of a number that fits
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of a list, the newest first, and where the next one starts (0: no more)."""

    rows: Sequence[Row]
    next: int = 0


def projects(actor: Actor, *, state: str = "", search: str = "", before: int = 0) -> Page[ProjectRow]:
    """Projects by number, the newest first; of one state, or all; ``search`` in the name. Raises NotAllowed."""
    entering.to_look(actor)
    found = _projects(actor)
    if state in set(ProjectState):
        found = found.filter(state=state)
    if search and search.isprintable():
        found = found.filter(name__icontains=search)
    if before > 0:
        found = found.filter(number__lt=min(before, _LARGEST))
    rows = list(found.order_by("-number")[: ON_ONE_PAGE + 1])
    return Page([_project(row) for row in rows[:ON_ONE_PAGE]], _next([row.number for row in rows]))


def project(actor: Actor, number: int) -> ProjectRow:
    """One project. Raises NotAllowed, NotFound, CouplingOff."""
    entering.to_look(actor)
    row = _projects(actor).filter(number=min(max(number, 0), _LARGEST)).first()
    if row is None:
        raise no_project(number)
    row.contact = store.standing(row.contact)
    return _project(row)


def invoices(actor: Actor, *, project: int = 0, state: str = "", before: int = 0) -> Page[InvoiceRow]:
    """Invoices, the newest first; of one project or all, of one state or all. ``before``: where another page ended."""
    entering.to_look(actor)
    found = ProjectInvoice.objects.filter(environment=actor.environment).select_related("project")
    if project:
        found = found.filter(project__number=min(max(project, 0), _LARGEST))
    if state in set(InvoiceState):
        found = found.filter(state=state)
    if before > 0:
        found = found.filter(pk__lt=min(before, _LARGEST))
    rows = list(found.defer("lines", "seller", "customer", "text").order_by("-pk")[: ON_ONE_PAGE + 1])
    return Page([_invoice(row) for row in rows[:ON_ONE_PAGE]], _next([row.pk for row in rows]))


def invoice(actor: Actor, uid: UUID) -> InvoiceFile:
    """One invoice in full. Raises NotAllowed, NotFound, CouplingOff."""
    entering.to_look(actor)
    found = ProjectInvoice.objects.filter(environment=actor.environment, uid=uid)
    row = found.select_related("project__coupled", "project__contact", "credits", "numbered_by").first()
    if row is None:
        raise no_invoice()
    row.project.contact = store.standing(row.project.contact)
    return _file(row)


def find_invoice(actor: Actor, text: str) -> UUID:
    """The uid of the invoice with this number or uid. Raises NotAllowed, NotFound, CouplingOff."""
    entering.to_look(actor)
    if _UID.fullmatch(text):
        return invoice(actor, UUID(text)).uid
    number = codes.bare(text) if text.isprintable() else ""
    row = ProjectInvoice.objects.filter(environment=actor.environment, number=number).exclude(number="").first()
    if row is None:
        raise no_invoice()
    return row.uid


def outside(actor: Actor, *, before: int = 0) -> Page[OutsideRow]:
    """Invoices that were brought in, the last one first. Raises NotAllowed, CouplingOff."""
    entering.to_look(actor)
    found = BroughtIn.objects.filter(environment=actor.environment).select_related("coupled")
    if before > 0:
        found = found.filter(pk__lt=min(before, _LARGEST))
    rows = list(found.order_by("-pk")[: ON_ONE_PAGE + 1])
    made = [OutsideRow(row.pk, row.number, row.day, row.contact, row.amount, row.coupled.name) for row in rows]
    return Page(made[:ON_ONE_PAGE], _next([row.pk for row in rows]))


def administrations_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """The coupled administrations: number, and code with name. Raises NotAllowed, CouplingOff."""
    found = entering.administrations(entering.to_look(actor))
    return [(one.pk, f"{one.code} {one.name}".strip()) for one in found]


def contacts_to_choose(actor: Actor, search: str = "") -> list[tuple[int, str]]:
    """Contacts that stand: number and name, those whose name has ``search``. Raises NotAllowed, CouplingOff."""
    entering.to_look(actor)
    found = Contact.objects.filter(environment=actor.environment, ended_at=None)
    if search and search.isprintable():
        found = found.filter(fields__name__icontains=search)
    rows = found.order_by("number").values_list("number", "fields__name")[:MOST_CHOICES]
    return [(number, name or "") for number, name in rows]


def contact_named(actor: Actor, text: str) -> int:
    """The number of the contact that somebody typed: its number, number and name, or its whole name; 0 for none."""
    entering.to_look(actor)
    typed = text.strip()
    if not typed or not typed.isprintable():
        return 0
    there = Contact.objects.filter(environment=actor.environment, ended_at=None)
    first, _space, rest = typed.partition(" ")
    if first.isascii() and first.isdigit() and len(first) <= _DIGITS:
        numbered = there.filter(number=int(first))
        found = (numbered.filter(fields__name__iexact=rest) if rest else numbered).first()
        if found is not None:
            return found.number
    numbers = list(there.filter(fields__name__iexact=typed).order_by("number").values_list("number", flat=True)[:2])
    return numbers[0] if len(numbers) == 1 else 0


def seller(actor: Actor, administration: int) -> tuple[str, Settings]:
    """Name of a coupled administration, and what stands on its invoices. Raises NotAllowed, NotFound, CouplingOff."""
    entering.to_look(actor)
    coupled = entering.administration(actor, administration)
    return coupled.name, store.settings(coupled)


def _projects(actor: Actor) -> QuerySet[Project]:
    return Project.objects.filter(environment=actor.environment).select_related("coupled", "contact")


def _next(keys: Sequence[int]) -> int:
    return keys[ON_ONE_PAGE - 1] if len(keys) > ON_ONE_PAGE else 0


def _project(row: Project) -> ProjectRow:
    return ProjectRow(
        number=row.number,
        name=row.name,
        state=ProjectState(row.state),
        administration=row.coupled_id,
        administration_name=row.coupled.name,
        code=row.coupled.code,
        contact=row.contact.number,
        contact_name=row.contact.fields.get("name", ""),
    )


def _invoice(row: ProjectInvoice) -> InvoiceRow:
    return InvoiceRow(
        uid=row.uid,
        number=row.number,
        state=InvoiceState(row.state),
        project=row.project.number,
        project_name=row.project.name,
        subject=row.subject,
        day=row.day,
        gross=row.gross,
    )


def _file(row: ProjectInvoice) -> InvoiceFile:
    credited = ProjectInvoice.objects.filter(credits=row).order_by("pk").values_list("uid", "number")
    return InvoiceFile(
        uid=row.uid,
        paper=store.paper(row, store.settings(row.project.coupled), row.project),
        state=InvoiceState(row.state),
        project=_project(row.project),
        draft=store.draft_of(row),
        credits=row.credits.uid if row.credits else None,
        credited_by=list(credited[:ON_ONE_PAGE]),
        numbered_at=row.numbered_at,
        numbered_by=row.numbered_by.name if row.numbered_by else "",
        booked=_booked(row),
        problem=_problem(row.problem),
        differences=[Difference(*one) for one in row.differences],
        waits_until=row.waits_until,
        waits_for=told(restore(row.waits_for), _) if row.waits_for else "",
    )


def _booked(row: ProjectInvoice) -> Booked | None:
    if row.posted_at is None:
        return None
    return Booked(row.journal, row.entry, row.posted_at, row.open_amount, row.looked_at)


def _problem(kept: Mapping[str, object] | None) -> dict[str, str] | None:
    """What keeps it from being booked, in the reader's language."""
    if not kept:
        return None
    texts = {name: told(restore(kept[name]), _) for name in ("message", "remedy")}  # type: ignore[arg-type] # kept so
    message = texts["message"] or _("Booking ended in an error that was not expected.")
    remedy = texts["remedy"] or _("Correct it in the package or in the settings, then try again.")
    return {"code": str(kept["code"]), "message": message, "remedy": remedy}
