"""The verbs of project invoices: writing down, crediting, making definitive. In ``access.enter``."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.sales import checks
from overstap.books.sales.errors import NotReady, require_none
from overstap.books.sales.values import Customer, Paper, Rounding, plain
from overstap.books.sales.values import Draft as SalesDraft
from overstap.coupling import entering
from overstap.coupling.projects import booking, managing, numbering, store
from overstap.coupling.projects.errors import Definitive, InvoiceRefused, NotCoupled, no_invoice
from overstap.coupling.projects.models import Project, ProjectInvoice
from overstap.coupling.projects.values import DEFINITIVE, STUCK, Draft, InvoiceState, ProjectState
from overstap.coupling.values import Standing
from overstap.lib import clock
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence
from overstap.tenancy import audit
from overstap.tenancy.access import Actor

EARLIEST, LATEST = timedelta(days=366), timedelta(days=31)  # how far from today an invoice may be dated
_NOT_NEEDED = frozenset({"SALES-EMAIL"})  # nothing is mailed from here
_SELLER = "SALES-SELLER"
_WHERE = sentence("Fill them in for this administration under Projects > On every invoice; they are required by law.")


def save(*, actor: Actor, draft: Draft, project: int = 0, uid: UUID | None = None) -> UUID:
    """Write an invoice of a project down; with ``uid`` change that draft. Gives its uid.

    Raises NotAllowed, NotFound, CouplingOff, SalesRefused, InvoiceRefused, Definitive.
    """
    entering.to_decide(actor)
    row = _new(actor, managing.locked(actor, project)) if uid is None else locked(actor, uid)
    _require_draft(row)
    _check(draft)
    store.fill(row, draft, store.settings(row.project.coupled).rounding)
    row.save()
    audit.record(actor, "project-invoice.save", {"project": row.project.number, "invoice": str(row.uid)})
    return row.uid


def remove(*, actor: Actor, uid: UUID) -> int:
    """Throw a draft away; gives the number of its project. Raises NotAllowed, NotFound, CouplingOff, Definitive."""
    entering.to_decide(actor)
    row = locked(actor, uid)
    _require_draft(row)
    row.delete()
    audit.record(actor, "project-invoice.remove", {"project": row.project.number, "invoice": str(uid)})
    return row.project.number


def credit(*, actor: Actor, uid: UUID) -> UUID:
    """A draft that takes back a whole invoice: the same lines, their quantities reversed. Gives its uid.

    Raises NotAllowed, NotFound, CouplingOff, InvoiceRefused.
    """
    entering.to_decide(actor)
    row = locked(actor, uid)
    if row.state not in DEFINITIVE:
        raise InvoiceRefused(
            _("This invoice has no number yet."), code="PROJECT-INVOICE-DRAFT", remedy=_("Change or remove the draft.")
        )
    draft = store.draft_of(row)
    lines = [replace(line, quantity=-line.quantity) for line in draft.lines]
    made = _new(actor, row.project)
    made.credits = row
    store.fill(made, replace(draft, lines=lines, day=None, supplied_on=None), Rounding(row.rounding))
    made.save()
    audit.record(actor, "project-invoice.credit", {"number": row.number, "invoice": str(made.uid)})
    return made.uid


def make_definitive(*, actor: Actor, uid: UUID) -> str:
    """Give a draft its number, and have it booked. What it says never changes after this. Gives the number.

    Raises NotAllowed, NotFound, CouplingOff, Definitive, NotReady, InvoiceRefused, NotCoupled, NoCode,
    NumbersUsedUp, NumberTaken.
    """
    entering.to_decide(actor)
    row = locked(actor, uid)
    _require_draft(row)
    project = managing.locked(actor, row.project.number)
    _require_open(project)
    _require_coupled(project)
    _freeze(row, project)
    row.number = numbering.give(project.coupled, _day(row).year)
    row.state, row.numbered_by, row.numbered_at = InvoiceState.NUMBERED, actor.person, clock.now()
    row.booked_by = actor.person
    row.save()
    booking.defer(row, actor.environment.slug)
    audit.record(actor, "project-invoice.number", {"number": row.number, "administration": project.coupled.name})
    return row.number


def try_again(*, actor: Actor, uid: UUID) -> None:
    """Have an invoice booked that was refused, or compared once more. Raises NotAllowed, NotFound, CouplingOff."""
    entering.to_decide(actor)
    row = locked(actor, uid)
    if row.state not in STUCK:
        raise InvoiceRefused(
            _("This invoice does not wait for anybody."),
            code="PROJECT-INVOICE-NOT-STUCK",
            remedy=_("Load the page again to see where it stands."),
        )
    row.state, row.problem, row.tries = InvoiceState.NUMBERED, None, 0
    row.booked_by = actor.person
    row.save(update_fields=["state", "problem", "tries", "booked_by"])
    booking.defer(row, actor.environment.slug)
    audit.record(actor, "project-invoice.again", {"number": row.number})


def locked(actor: Actor, uid: UUID) -> ProjectInvoice:
    """An invoice that nobody else changes until this transaction ends. Raises NotFound."""
    rows = ProjectInvoice.objects.select_for_update(of=("self",)).select_related("project__coupled", "project__contact")
    found = rows.select_related("project__coupled", "project__contact", "credits").filter(
        environment=actor.environment, uid=uid
    )
    row = found.first()
    if row is None:
        raise no_invoice()
    return row


def _new(actor: Actor, project: Project) -> ProjectInvoice:
    _require_open(project)
    return ProjectInvoice(environment=actor.environment, project=project, made_by=actor.person)


def _freeze(row: ProjectInvoice, project: Project) -> None:
    """Settle all that an invoice says, but for its number. Raises NotReady, InvoiceRefused."""
    project.contact = store.standing(project.contact)
    project.save(update_fields=["contact"])
    chosen = store.settings(project.coupled)
    row.project, row.coupled, row.day = project, project.coupled, _day(row)
    paper = store.paper(row, chosen, project)
    require_none(_missing(paper), NotReady)
    if not paper.totals.gross:
        raise InvoiceRefused(
            _("The total of this invoice is nothing; there is nothing to book."),
            code="PROJECT-INVOICE-NOTHING",
            remedy=_("Correct its lines, or throw the draft away."),
        )
    row.seller, row.customer, row.footer = plain(chosen.seller), plain(paper.customer), chosen.footer
    row.subject, row.supplied_on, row.due = paper.subject, paper.supplied_on, paper.until


def _missing(paper: Paper) -> list[Finding]:
    """What an invoice lacks, with the place where it is filled in for projects."""
    found = [one for one in checks.before_sending(paper) if one.code not in _NOT_NEEDED]
    return [replace(one, remedy=_WHERE) if one.code == _SELLER else one for one in found]


def _day(row: ProjectInvoice) -> date:
    return row.day or store.today()


def _check(draft: Draft) -> None:
    typed = SalesDraft(
        Customer(), draft.lines, draft.subject, draft.reference, draft.text, draft.language, None,
        draft.supplied_on, draft.payment_days,
    )  # fmt: skip
    require_none(checks.draft(typed))
    day = draft.day or store.today()
    if not store.today() - EARLIEST <= day <= store.today() + LATEST:
        raise InvoiceRefused(
            _("An invoice is dated at most a year back and a month ahead."),
            code="PROJECT-INVOICE-DAY",
            remedy=_("Choose another day."),
        )


def _require_draft(row: ProjectInvoice) -> None:
    if row.state != InvoiceState.DRAFT:
        raise Definitive(
            _("Invoice %(number)s is definitive; what it says does not change.") % {"number": row.number},
            remedy=_("Make a credit invoice, and then a new one."),
        )


def _require_coupled(project: Project) -> None:
    """A number is given where the invoice can be booked once the package is reached again. Raises NotCoupled."""
    if project.coupled.standing not in (Standing.COUPLED, Standing.LOST):
        raise NotCoupled(
            _("“%(name)s” is not coupled at this moment.") % {"name": project.coupled.name},
            remedy=_("Couple it first, or choose another administration for the project."),
        )


def _require_open(project: Project) -> None:
    if project.state != ProjectState.OPEN:
        raise InvoiceRefused(
            _("Project %(number)d is closed.") % {"number": project.number},
            code="PROJECT-CLOSED",
            remedy=_("Open it again first."),
        )
