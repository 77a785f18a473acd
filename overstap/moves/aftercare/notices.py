"""The mails of aftercare: one to each owner when tasks come, and one reminder of what is overdue."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.moves.aftercare import texts
from overstap.moves.aftercare.models import Task
from overstap.moves.models import Move
from overstap.moves.state import parts_of
from overstap.tenancy.models import Environment, Person

MOST_NAMED = 12  # lines of a mail; the page has them all


@dataclass(frozen=True, slots=True)
class Late:
    """A task that is overdue, as the reminder needs it."""

    uid: UUID
    code: str
    variant: str
    due: date
    email: str
    language: str
    slug: str
    environment: str
    about: str


def created(move: Move, tasks: Iterable[Task]) -> None:
    """To each owner: what there is to do after this move."""
    mine: dict[tuple[Person, Environment], list[Task]] = defaultdict(list)
    for one in tasks:
        if one.owner is not None:
            mine[one.owner, one.environment].append(one)
    names = ", ".join(part.name for part in parts_of(move)[:3])
    for (owner, environment), found in mine.items():
        with override(owner.language):
            letter = _of_new(found, names, environment)
        key = f"task/{move.uid}/{environment.slug}/{owner.uid}"
        outbox.post_letter(key, owner.email, letter, owner.language)


def reminded(late: Sequence[Late]) -> None:
    """To one owner in one environment: what is overdue. The key names the tasks, so that none is told twice."""
    first = late[0]
    with override(first.language):
        letter = Letter(
            subject=ngettext("%(count)d task is overdue", "%(count)d tasks are overdue", len(late))
            % {"count": len(late)},
            paragraphs=(
                _("These tasks in %(environment)s are yours, and should have been done.")
                % {"environment": first.environment},
            ),
            facts=tuple(
                (_title(one.code, one.variant, first.language), f"{one.about} – {_day(one.due)}")
                for one in late[:MOST_NAMED]
            ),
            action=Link(_("See your tasks"), page(f"/e/{first.slug}/tasks/")),
            notes=(_("You get one reminder of a task. Is it not yours? A superuser can assign it to somebody else."),),
        )
    told = sha256(" ".join(sorted(str(one.uid) for one in late)).encode()).hexdigest()[:16]
    outbox.post_letter(f"task/late/{first.slug}/{told}", first.email, letter, first.language)


def _of_new(tasks: Sequence[Task], names: str, environment: Environment) -> Letter:
    counted: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for one in sorted(tasks, key=lambda task: (task.due, task.pk)):
        counted[one.code, one.variant].append(one)
    language = _language(tasks)
    facts = [
        (_title(code, variant, language), _until(found))
        for (code, variant), found in list(counted.items())[:MOST_NAMED]
    ]
    more = len(counted) - len(facts)
    return Letter(
        subject=_("%(names)s: what there is to do now") % {"names": names},
        paragraphs=(
            ngettext(
                "The migration is released. %(count)d task is left for you.",
                "The migration is released. %(count)d tasks are left for you.",
                len(tasks),
            )
            % {"count": len(tasks)},
        ),
        facts=tuple(facts),
        action=Link(_("See your tasks"), page(f"/e/{environment.slug}/tasks/")),
        notes=(ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more},) if more > 0 else (),
    )


def _until(found: Sequence[Task]) -> str:
    day = _("before %(day)s") % {"day": _day(found[0].due)}
    return f"{day} ({len(found)}×)" if len(found) > 1 else day


def _language(tasks: Sequence[Task]) -> texts.Language:
    owner = tasks[0].owner
    return "en" if owner is not None and owner.language == "en" else "nl"


def _title(code: str, variant: str, language: str) -> str:
    return texts.task(code, variant, "en" if language == "en" else "nl").title


def assigned(one: Task, by: str, number: int) -> None:
    """To whoever has it now. ``number`` is that of the line in the history: each time a mail of its own."""
    owner = one.owner
    if owner is None:
        return
    with override(owner.language):
        title = _title(one.code, one.variant, owner.language)
        letter = Letter(
            subject=_("Your task: %(title)s") % {"title": title},
            paragraphs=(_("%(name)s gave you this task.") % {"name": by},),
            facts=((_("Due day"), _day(one.due)), (_("Environment"), one.environment.name)),
            action=Link(_("Open the task"), page(f"/e/{one.environment.slug}/tasks/{one.uid}/")),
        )
    outbox.post_letter(f"task/{one.uid}/assigned/{number}", owner.email, letter, owner.language)


def _day(value: date) -> str:
    return value.strftime("%d-%m-%Y")
