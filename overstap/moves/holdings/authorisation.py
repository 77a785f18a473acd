"""How authorisation moves (R065, R071 to R076): what has to be finished first stands in the profile.

What is no gate moves as it stands. People do not: their turns wait, under the name that they had, until they are
invited and can decide again, or until the authorisation manager of the new holder gives the turns to others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.authorisation import queries
from overstap.books.authorisation.models import (
    Authorisation,
    AuthorisationEvent,
    AuthorisationTurn,
    Setting,
    Workflow,
    WorkflowStep,
)
from overstap.books.authorisation.values import Demand, Demands, Moment
from overstap.moves.checking import Context, Find, Found, advice, gate
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Keeps
from overstap.tenancy.models import Administration

Count = Callable[[Sequence[Administration]], Mapping[int, int]]


def documents_waiting(context: Context) -> Iterator[Found]:
    """R065, R076: every document that waits has to be approved or rejected first."""
    remedy = _(
        "Have each approved or rejected, or finish all of them at once: Authorisation > Finish before a migration."
    )
    for one, count in _gated(context, "waiting", queries.waiting_counts):
        text = ngettext(
            "%(count)d document waits for authorisation.", "%(count)d documents wait for authorisation.", count
        )
        yield Found(one.name, text % {"count": count}, remedy, one.code)


def authorisers_in_workflows(context: Context) -> Iterator[Found]:
    """R071, R072: as long as somebody is in a workflow, they count as active."""
    remedy = _("Take them out of the workflows: Authorisation > Finish before a migration.")
    for one, count in _gated(context, "authorisers", queries.authoriser_counts):
        text = ngettext("%(count)d authoriser is in a workflow.", "%(count)d authorisers are in workflows.", count)
        yield Found(one.name, text % {"count": count}, remedy, one.code)


def workflows_exist(context: Context) -> Iterator[Found]:
    """R073: the workflows themselves have to be deleted."""
    remedy = _("Delete them: Authorisation > Finish before a migration.")
    for one, count in _gated(context, "workflows", queries.workflow_counts):
        text = ngettext("There is %(count)d workflow.", "There are %(count)d workflows.", count)
        yield Found(one.name, text % {"count": count}, remedy, one.code)


def _mandatory(code: str, moment: Moment, told: Callable[[], str]) -> Find:
    """R074, R075: what is mandatory has to become none or optional."""

    def find(context: Context) -> Iterator[Found]:
        if code not in context.profile.authorisation_gates:
            return
        asked, nothing = queries.all_demands(context.administrations), Demands()
        for one in context.administrations:
            if asked.get(one.pk, nothing).at(moment) is Demand.MANDATORY:
                remedy = _("Set it to none or optional: Authorisation > Finish before a migration.")
                yield Found(one.name, told(), remedy, one.code)

    return find


def still_open(context: Context) -> Iterator[Found]:
    """Where it is no gate: what waits goes along, and people do not."""
    if "waiting" in context.profile.authorisation_gates or context.profile.giver.keeps is Keeps.SAME:
        return
    counts = queries.waiting_counts(context.administrations)
    for one in context.administrations:
        count = counts.get(one.pk, 0)
        if count:
            text = ngettext(
                "%(count)d document waits for authorisation, and goes along as it stands.",
                "%(count)d documents wait for authorisation, and go along as they stand.",
                count,
            )
            remedy = _("Have them decided on first: until people are invited again, nobody can decide there.")
            yield Found(one.name, text % {"count": count}, remedy, one.code)


def people_stay_in_workflows(context: Context) -> Iterator[Found]:
    """Where it is no gate: workflows go along with the names of people who do not."""
    if "authorisers" in context.profile.authorisation_gates or context.profile.giver.keeps is Keeps.SAME:
        return
    counts = queries.authoriser_counts(context.administrations)
    for one in context.administrations:
        count = counts.get(one.pk, 0)
        if count:
            text = ngettext(
                "%(count)d authoriser in the workflows does not go along.",
                "%(count)d authorisers in the workflows do not go along.",
                count,
            )
            remedy = _("Their names stay in the workflows; the receiver invites them, or chooses others.")
            yield Found(one.name, text % {"count": count}, remedy, one.code)


def _gated(context: Context, code: str, count: Count) -> Iterator[tuple[Administration, int]]:
    if code not in context.profile.authorisation_gates:
        return
    counts = count(context.administrations)
    for one in context.administrations:
        if counts.get(one.pk):
            yield one, counts[one.pk]


def _plan(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    fate = Fate.STAYS if profile.giver.keeps is Keeps.SAME else Fate.MOVES
    decided = sum(queries.decided_counts(administrations).values())
    if decided:
        text = ngettext(
            "Who approved or rejected what, of %(count)d document",
            "Who approved or rejected what, of %(count)d documents",
            decided,
        )
        yield PlanLine("authorisation-history", fate, text % {"count": decided})
    if "waiting" not in profile.authorisation_gates:
        yield from _waiting(fate, sum(queries.waiting_counts(administrations).values()))
    if "workflows" not in profile.authorisation_gates:
        yield from _workflows(fate, administrations)


def _waiting(fate: Fate, count: int) -> Iterator[PlanLine]:
    if count:
        text = ngettext(
            "%(count)d document that waits for authorisation", "%(count)d documents that wait for authorisation", count
        )
        yield PlanLine("authorisation-waiting", fate, text % {"count": count})


def _workflows(fate: Fate, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    count = sum(queries.workflow_counts(administrations).values())
    if not count:
        return
    text = ngettext("%(count)d authorisation workflow", "%(count)d authorisation workflows", count)
    yield PlanLine("authorisation-workflows", fate, text % {"count": count})
    names = queries.authoriser_names(administrations)
    if names and fate is Fate.MOVES:
        told = _("Invite authorisers again, or choose others in the workflows")
        yield PlanLine("authorisers", Fate.TASK, told, names)


HOLDING = Holding(
    "authorisation",
    tables=(Setting, Workflow, WorkflowStep, Authorisation, AuthorisationTurn, AuthorisationEvent),
    kinds=(
        master("authorisation_setting", "authorisation_setting"),
        master("workflow", "authorisation_workflow", "key"),
        master("workflow_step", "authorisation_workflowstep", "workflow_key", "position"),
        master("authorisation", "authorisation_authorisation", "document_uid", "round"),
        master("authorisation_turn", "authorisation_authorisationturn", "document_uid", "round", "position"),
        master("authorisation_event", "authorisation_authorisationevent", "document_uid", "round", "number"),
    ),
    of_the_giver=(
        gate("authorisation-waiting", documents_waiting),
        gate("authorisation-authorisers", authorisers_in_workflows),
        gate("authorisation-workflows", workflows_exist),
        gate(
            "authorisation-before",
            _mandatory("before_booking", Moment.BEFORE, lambda: _("Authorisation before booking is mandatory.")),
        ),
        gate(
            "authorisation-after",
            _mandatory("after_booking", Moment.AFTER, lambda: _("Authorisation after booking is mandatory.")),
        ),
        advice("authorisation-open", still_open),
        advice("authorisation-people", people_stay_in_workflows),
    ),
    plan=_plan,
)
