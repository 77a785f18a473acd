"""Reads of a coupling for pages and the command line. All run in the transaction of ``access.enter``.

Lists give at most ``limit`` rows after (or before) a row that was given before, so that they page well at any length.
"""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from overstap.coupling import entering, rows
from overstap.coupling.models import (
    Card,
    Contact,
    Coupling,
    CouplingFinding,
    Decision,
    Difference,
    Question,
)
from overstap.coupling.shown import By, Choice, DecisionRow, DifferenceRow, FindingRow, QuestionRow, Which
from overstap.coupling.values import AT_WORK, Answer, ContactRow, CoupledRow, CouplingRow, Progress, Stage, Treatment
from overstap.lib.findings import Severity
from overstap.lib.kept_sentences import restore
from overstap.tenancy.access import Actor, NotFound

PAGE = 50
_LARGEST = 2**63 - 1
_SEARCHED = ("name", "city", "email", "commerce_number", "tax_number", "iban")


def coupling(actor: Actor) -> CouplingRow:
    """The coupling of the actor's environment in full. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    there = _administrations(one)
    living = sum(row.cards for row in there)
    open_questions, open_differences = _open_questions(one).count(), _open_differences(one).count()
    return CouplingRow(
        environment=actor.environment.slug,
        switched_on=one.switched_off_at is None,
        stage=Stage(one.stage),
        treatment=Treatment(one.treatment),
        administrations=there,
        progress=_progress(one, len(there), living),
        problem=rows.problem(one.problem),
        open_findings=_open_findings(one).count(),
        open_questions=open_questions,
        open_differences=open_differences,
        contacts=Contact.objects.filter(environment=one.environment_id, ended_at=None).count(),
        confirmed_by=one.confirmed_by.name if one.confirmed_by else "",
        confirmed_at=one.confirmed_at,
        version=one.changed_at.isoformat(),
    )


def administrations(actor: Actor) -> list[CoupledRow]:
    """The coupled administrations. Raises NotAllowed, CouplingOff."""
    return _administrations(entering.to_look(actor))


def contacts(
    actor: Actor,
    *,
    search: str = "",
    which: Which = Which.ALL,
    administration: int = 0,
    after: int = 0,
    limit: int = PAGE,
) -> list[ContactRow]:
    """Contacts by number, after the number ``after``. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    found = searched(Contact.objects.filter(environment=one.environment_id, ended_at=None), search)
    if administration:
        theirs = Card.objects.filter(contact=OuterRef("pk"), coupled=_asked(administration), left="")
        found = found.filter(Exists(theirs))
    found = _chosen(found, which).filter(number__gt=_asked(after)).order_by("number")
    return rows.contact_rows(list(found[:limit]))


def contact(actor: Actor, number: int) -> ContactRow:
    """A contact, also one that ended. Raises NotAllowed, CouplingOff, NotFound."""
    one = entering.to_look(actor)
    found = Contact.objects.filter(environment=one.environment_id, number=_asked(number)).first()
    if found is None:
        raise NotFound(
            _("There is no contact %(number)d here.") % {"number": _asked(number)},
            code="CONTACT-NOT-FOUND",
            remedy=_("Look for it in the list of contacts."),
        )
    return rows.contact_rows([found])[0]


def questions(actor: Actor, *, contact: int = 0, after: int = 0, limit: int = PAGE) -> list[QuestionRow]:
    """The open questions, best first, after the question ``after``; of one contact where its number is given.

    Raises NotAllowed, CouplingOff.
    """
    one = entering.to_look(actor)
    found = _open_questions(one)
    if contact:
        theirs = Card.objects.filter(environment=one.environment_id, contact__number=_asked(contact))
        cards = list(theirs.values_list("pk", flat=True))
        found = found.filter(Q(one__in=cards) | Q(other__in=cards))
    last = Question.objects.filter(environment=one.environment_id, pk=_asked(after)).first() if after else None
    if last is not None:
        found = found.filter(_worse_than(last))
    return rows.question_rows(list(_told(found).order_by("-chance", "pk")[:limit]))


def question(actor: Actor, number: int) -> QuestionRow:
    """One question, answered or not. Raises NotAllowed, CouplingOff, NotFound."""
    return rows.question_rows([_question(entering.to_look(actor), number)])[0]


def before(actor: Actor, number: int) -> QuestionRow | None:
    """The open question just before this one, best first; None at the first. Raises as ``question``."""
    one = entering.to_look(actor)
    found = _open_questions(one).filter(_better_than(_question(one, number)))
    return next(iter(rows.question_rows(list(_told(found).order_by("chance", "-pk")[:1]))), None)


def place_of(actor: Actor, number: int) -> tuple[int, int]:
    """ "12 of 49, best first": the place of a question among the open ones, and how many those are. Raises as above."""
    one = entering.to_look(actor)
    still = _open_questions(one)
    return still.filter(_better_than(_question(one, number))).count() + 1, still.count()


def differences(
    actor: Actor, *, choice: Choice | None = None, after: int = 0, limit: int = PAGE
) -> list[DifferenceRow]:
    """Contacts about whose fields somebody has to decide, by number, after the number ``after``; with all their open
    fields. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    found = differing(one, choice or Choice()).filter(number__gt=_asked(after)).order_by("number")
    return rows.difference_rows(list(found[:limit]))


def count_differences(actor: Actor, choice: Choice) -> int:
    """How many contacts ``choice`` is about. Raises NotAllowed, CouplingOff."""
    return differing(entering.to_look(actor), choice).count()


def findings(
    actor: Actor, *, only_open: bool = True, severity: str = "", code: str = "", after: int = 0, limit: int = PAGE
) -> list[FindingRow]:
    """What could not be processed by itself, in order, after the finding ``after``. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    found = CouplingFinding.objects.filter(environment=one.environment_id, pk__gt=_asked(after))
    if only_open:
        found = found.filter(solved_at=None)
    if severity:
        found = found.filter(severity=severity)
    if code:
        found = found.filter(code=code)
    shown = found.select_related("coupled", "card__contact", "accepted_by").defer("card__relation").order_by("pk")
    return [rows.finding_row(each) for each in shown[:limit]]


def count_findings(actor: Actor) -> dict[tuple[str, str], int]:
    """How many open findings there are, by severity and code. Raises NotAllowed, CouplingOff."""
    counted = _open_findings(entering.to_look(actor)).values_list("severity", "code").annotate(number=Count("pk"))
    return {(severity, code): number for severity, code, number in counted.order_by()}


def decisions(
    actor: Actor,
    *,
    contact: int = 0,
    by: By = By.ALL,
    deed: str = "",
    before: int = 0,
    limit: int = PAGE,
) -> list[DecisionRow]:
    """The log, newest first, before the decision ``before``; of one contact, or of people or of the rules only,
    where asked.

    Raises NotAllowed, CouplingOff.
    """
    one = entering.to_look(actor)
    found = Decision.objects.filter(environment=one.environment_id)
    if contact:
        key = Contact.objects.filter(environment=one.environment_id, number=_asked(contact)).values_list("pk").first()
        found = found.filter(about(key[0])) if key else found.none()
    if by is By.PEOPLE:
        found = found.exclude(person=None)
    if by is By.RULES:
        found = found.filter(person=None)
    if deed:
        found = found.filter(deed=deed)
    if before:
        found = found.filter(pk__lt=_asked(before))
    return rows.decision_rows(list(found.select_related("person", "undone_by").order_by("-pk")[:limit]))


def decision(actor: Actor, number: int) -> DecisionRow:
    """One line of the log. Raises NotAllowed, CouplingOff, NotFound."""
    one = entering.to_look(actor)
    found = Decision.objects.filter(environment=one.environment_id, pk=_asked(number))
    shown = rows.decision_rows(list(found.select_related("person", "undone_by")))
    if not shown:
        raise NotFound(
            _("There is no such decision here."),
            code="DECISION-NOT-FOUND",
            remedy=_("Choose one from the log of decisions."),
        )
    return shown[0]


def differing(one: Coupling, choice: Choice) -> QuerySet[Contact]:
    """The contacts with an open difference that ``choice`` is about."""
    still = Difference.objects.filter(contact=OuterRef("pk"), is_open=True)
    if choice.field:
        still = still.filter(field=choice.field)
    if choice.conflicts:
        still = still.filter(conflict=True)
    found = searched(Contact.objects.filter(environment=one.environment_id, ended_at=None), choice.search)
    if choice.contacts:
        found = found.filter(number__in=[_asked(number) for number in choice.contacts])
    return found.filter(Exists(still))


def searched(found: QuerySet[Contact], search: str) -> QuerySet[Contact]:
    """Those of ``found`` with ``search`` in what people look for; its number, where it is one."""
    text = search.strip()
    if not text:
        return found
    if not text.isprintable():
        return found.none()
    wanted = Q()
    for name in _SEARCHED:
        wanted |= Q(**{f"fields__{name}__icontains": text})
    if text.isdecimal() and len(text) < 19:
        wanted |= Q(number=int(text))
    return found.filter(wanted)


def about(key: int) -> Q:
    """Decisions about the contact with this key."""
    named = Q(contact=key)
    for part in ("before", "after"):
        for name in ("fields", "leads"):
            named |= Q(**{f"{part}__{name}__has_key": str(key)})
    return named


def _administrations(one: Coupling) -> list[CoupledRow]:
    counted = Card.objects.filter(coupled__coupling=one, left="").values_list("coupled").annotate(number=Count("pk"))
    cards = dict(counted.order_by())
    return [rows.coupled_row(each, cards.get(each.pk, 0)) for each in entering.administrations(one)]


def _progress(one: Coupling, of: int, cards: int) -> Progress:
    read = sum(1 for step in one.done if str(step).startswith("read "))
    done = read if one.stage == Stage.FETCHING else of if Stage(one.stage) in AT_WORK else min(read, of)
    waits_for = restore(one.waits_for) if one.waits_for else ""
    return Progress(done, of, cards, one.waits_until, waits_for)


def _open_questions(one: Coupling) -> QuerySet[Question]:
    return Question.objects.filter(environment=one.environment_id, answer=Answer.OPEN)


def _open_differences(one: Coupling) -> QuerySet[Difference]:
    return Difference.objects.filter(environment=one.environment_id, is_open=True)


def _open_findings(one: Coupling) -> QuerySet[CouplingFinding]:
    return CouplingFinding.objects.filter(environment=one.environment_id, solved_at=None)


def open_errors(one: Coupling) -> int:
    """How many findings have to be solved or accepted before matching (R217)."""
    return _open_findings(one).filter(severity=Severity.ERROR).count()


def open_matters(one: Coupling) -> int:
    """How many questions and differences have to be decided before the settings (R222)."""
    return _open_questions(one).count() + _open_differences(one).count()


def _question(one: Coupling, number: int) -> Question:
    found = _told(Question.objects.filter(environment=one.environment_id, pk=_asked(number))).first()
    if found is None:
        raise NotFound(
            _("There is no such question here."),
            code="QUESTION-NOT-FOUND",
            remedy=_("Choose one from the list of questions."),
        )
    return found


def _told(found: QuerySet[Question]) -> QuerySet[Question]:
    """With cards and who decided, each asked for by its key: joins go wrong where thousands were just written."""
    cards = Card.objects.defer("relation", "settled")
    return found.prefetch_related(Prefetch("one", cards), Prefetch("other", cards), "decision__person")


def _worse_than(last: Question) -> Q:
    return Q(chance__lt=last.chance) | Q(chance=last.chance, pk__gt=last.pk)


def _better_than(last: Question) -> Q:
    return Q(chance__gt=last.chance) | Q(chance=last.chance, pk__lt=last.pk)


def _chosen(found: QuerySet[Contact], which: Which) -> QuerySet[Contact]:
    cards = Card.objects.filter(contact=OuterRef("pk"), left="")
    if which is Which.ASKED:
        here = Question.objects.filter(answer=Answer.OPEN)
        return found.filter(Q(pk__in=here.values("one__contact")) | Q(pk__in=here.values("other__contact")))
    if which is Which.DIFFERING:
        return found.filter(Exists(Difference.objects.filter(contact=OuterRef("pk"), is_open=True)))
    if which is Which.SHARED:
        two = Card.objects.filter(contact=OuterRef("contact"), left="").exclude(coupled=OuterRef("coupled"))
        return found.filter(Exists(cards.filter(Exists(two))))
    if which is Which.HERE_ONLY:
        return found.filter(~Exists(cards))
    if which is Which.CHANGED:
        return found.filter(Exists(Decision.objects.filter(contact=OuterRef("pk")).exclude(person=None)))
    return found


def _asked(number: int) -> int:
    return min(max(number, 0), _LARGEST)
