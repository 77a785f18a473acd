"""What the page of a move shows: header, route, steps, the work of the system, what is to be mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.moves.dossier import Dossier, Happening, Part
from overstap.moves.profiles import profile
from overstap.moves.transitions import AT_WORK, ENDED
from overstap.tenancy.access import Actor
from overstap.web.moving.move_links import link_to
from overstap.web.moving.move_words import TONES, duration
from overstap.web.templatetags.ui import moment
from overstap.web.words import word

SYSTEM_STEPS = ("scheduled", "frozen", "carried", "verified", "delivered")
STEPS = ("offered", "agreed", *SYSTEM_STEPS, "released")
ENDED_OTHERWISE = ("withdrawn", "rejected", "expired", "taken_back")  # than by a release that stayed
_AFTER_RELEASE = ("released", "taking_back", "closed", "taken_back")


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the page."""

    title: str
    number: str  # the first part of the uid
    state: str
    tone: str
    waits_for: str


@dataclass(frozen=True, slots=True)
class End:
    """One end of the route."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``state`` is done, now, todo or stopped. ``here``: the one to name where there is room for one."""

    name: str
    state: str
    note: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One stage of the system's work; ``state`` is done, busy, stopped or todo."""

    name: str
    told: str
    state: str
    took: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend or to know, and where."""

    tone: str
    place: str
    message: str
    remedy: str
    link: str


def head(move: Dossier) -> Head:
    """Name, number, state, and what it waits for."""
    names = [part.name for part in move.parts] or [move.called]
    title = names[0] if len(names) == 1 else _("%(first)s and %(count)d more") % {
        "first": names[0], "count": len(names) - 1}  # fmt: skip
    return Head(title, str(move.uid)[:8], word(move.state), TONES.get(move.state, "neutral"), move.waits_for)


def route(move: Dossier) -> tuple[End, End]:
    """From and to: codes, and how the books stand at each side."""
    return (
        End(move.giver, _codes([part.old_code for part in move.parts], _at_giver(move))),
        End(move.receiver, _codes([part.new_code for part in move.parts if part.new_code], _at_receiver(move))),
    )


def steps(move: Dossier) -> list[Step]:
    """The way of a move, as people understand it, with the time at which each step was reached."""
    reached = reached_at(move)
    found: list[Step] = []
    halted = move.state in ENDED | {"failed", "expired"} and move.state not in _AFTER_RELEASE
    for name, label in zip(STEPS, _step_names(requested=move.requested), strict=True):
        if name in reached:
            found.append(Step(label, "done", moment(reached[name].at), here=name == STEPS[-1]))
        elif not found or found[-1].state == "done":
            found.append(
                Step(label, "stopped" if halted else "now", word(move.state) if halted else _now(move), here=True)
            )
        else:
            found.append(Step(label, "todo", ""))
    return found


def reached_at(move: Dossier) -> dict[str, Happening]:
    """The event of each step that stands: what came before a failure counts no more, but offer and agreement do."""
    reached: dict[str, Happening] = {}
    for event in move.events:
        if event.kind == "failed":
            reached = {kind: one for kind, one in reached.items() if kind in ("offered", "agreed")}
        elif event.kind in STEPS:
            reached.setdefault(event.kind, event)
    if move.state == "failed":
        reached |= {event.kind: event for event in _last_run(move) if event.kind in SYSTEM_STEPS}
    return reached


def work(move: Dossier) -> list[Work]:
    """What the system did and does, stage by stage."""
    reached = reached_at(move)
    found: list[Work] = []
    for name, label, told in _stages():
        event = reached.get(name)
        if event:
            found.append(Work(label, told, "done", duration(event.data.get("milliseconds")), event.at))
        elif all(one.state == "done" for one in found):
            found.append(Work(label, told, _next_state(move), "", None))
        else:
            found.append(Work(label, told, "todo", "", None))
    if move.state == "taking_back":
        found.append(Work(_("Give back"), _("What was booked since goes along"), "busy", "", None))
    return found


def at_work(move: Dossier) -> bool:
    """Whether it is the system's turn, so that the page has to ask again."""
    return move.state in AT_WORK and not move.waits_for_its_time


def findings(move: Dossier, actor: Actor) -> list[Finding]:
    """What the preflight found: what stopped the move, else what was found at the offer; nothing once it ended."""
    if move.state in ENDED:
        return []
    problems = (move.failure or {}).get("facts", {}).get("problems", [])
    if problems:
        return [_finding(move, actor, problem) for problem in problems]
    offered = next((event for event in move.events if event.kind == "offered"), None)
    names = offered.data.get("found", []) if offered else []
    return [_known_finding(move, actor, str(name)) for name in names]


def tasks(move: Dossier, actor: Actor) -> list[Finding]:
    """What is left for people at the receiver after the release (R056, R066-R067, R082-R085)."""
    if move.state != "released" or move.side != "receiver":
        return []
    slug = actor.environment.slug
    found = []
    for part in move.parts:
        if part.outcome != "released":
            continue
        found.append(
            Finding(
                "info",
                part.name,
                _("Nobody sees this administration yet, not even you, unless a superuser gave access."),
                _("Under Settings > Administrations > Users, set Access to Yes for yourself and your colleagues."),
                link_to("access", slug, part.new_code),
            )
        )
        if part.delivery_address:
            found.append(
                Finding(
                    "info",
                    part.name,
                    _("Documents are delivered at a new address: %(address)s.") % {"address": part.delivery_address},
                    _("Tell everyone who sends documents."),
                    "",
                )
            )
    return found


def whom_to_ask(move: Dossier) -> str:
    """Who decides, where the reader does not (R047, R048, R093)."""
    someone = move.receiver_person or move.receiver_email
    if move.side == "giver" and move.state == "delivered":
        return _("Only superusers of %(receiver)s can release it. Ask %(name)s.") % {
            "receiver": move.receiver, "name": someone}  # fmt: skip
    if move.side == "giver" and move.state == "released":
        return _("From the release on, only superusers of %(receiver)s decide. Ask %(name)s to give it back.") % {
            "receiver": move.receiver, "name": someone}  # fmt: skip
    if move.side == "receiver" and move.state in ("failed", "agreed", "expired") and not move.waits_for_its_time:
        return _("Only superusers of %(giver)s can withdraw it. Ask %(name)s.") % {
            "giver": move.giver, "name": move.giver_person or move.giver}  # fmt: skip
    return ""


def how_it_stands(move: Dossier) -> list[str]:
    """After an end that is no release: who has what now, and what can be done next."""
    if move.state == "taken_back":
        return [
            _("%(giver)s works in it again.") % {"giver": move.giver},
            _("%(receiver)s has nothing of it any more; the proof of the release stays.") % {"receiver": move.receiver},
        ]
    if move.state == "expired":
        return [
            _("Nothing changed at %(giver)s.") % {"giver": move.giver},
            _("Withdraw it; after that the same administrations can be offered again."),
        ]
    if move.state in ENDED_OTHERWISE:
        return [
            _("%(giver)s has everything as it was.") % {"giver": move.giver},
            _("The same administrations can be offered again at any time."),
        ]
    return []


def _codes(codes: Sequence[str], state: str) -> str:
    if not codes:
        return state
    shown = ", ".join(codes[:5]) + (" …" if len(codes) > 5 else "")
    text = ngettext("Administration %(codes)s", "Administrations %(codes)s", len(codes)) % {"codes": shown}
    return f"{text} · {state}"


def _at_giver(move: Dossier) -> str:
    if move.state in ("frozen", "carried", "verified", "delivered"):
        return _("read-only")
    return _("moved") if move.state in ("released", "taking_back", "closed") else _("in use as before")


def _at_receiver(move: Dossier) -> str:
    if move.state in ("carried", "verified", "delivered"):
        return _("here, not released yet")
    if move.state in ("released", "closed"):
        return _("in use")
    if move.state in ("agreed", "scheduled", "frozen"):
        return _("being filled")
    return _("going back") if move.state == "taking_back" else _("nothing there")


def _step_names(*, requested: bool) -> tuple[str, ...]:
    first = _("Chosen") if requested else _("Offered")
    return (
        first, _("Agreement"), _("Prepared"), _("Frozen"), _("Carried"), _("Verified"), _("Delivered"),
        _("Released"),
    )  # fmt: skip


def _stages() -> Iterator[tuple[str, str, str]]:
    yield "scheduled", _("Prepare"), _("People go on working")
    yield "frozen", _("Freeze"), _("Nothing can be saved at the giver")
    yield "carried", _("Carry"), _("Master data, and the ledger as it stands")
    yield "verified", _("Verify"), _("Every record and every figure")
    yield "delivered", _("Prove the way back"), _("Giving back is done once, and undone")


def _next_state(move: Dossier) -> str:
    if at_work(move):
        return "busy"
    return "stopped" if move.state == "failed" else "todo"


def _now(move: Dossier) -> str:
    return _("busy") if at_work(move) else _("waiting")


def _last_run(move: Dossier) -> list[Happening]:
    """The events since the move was set going last."""
    starts = [number for number, event in enumerate(move.events) if event.kind == "agreed"]
    return list(move.events[starts[-1] :]) if starts else []


def _finding(move: Dossier, actor: Actor, problem: dict[str, object]) -> Finding:
    check, place = str(problem.get("check", "")), str(problem.get("place", ""))
    gate = problem.get("gravity") == "gate" and not problem.get("overridden")
    code = _code_of(move, place)
    return Finding(
        "bad" if gate else "warn",
        place,
        str(problem.get("message", "")),
        str(problem.get("remedy", "")),
        _mended_at(move, actor, check, code),
    )


def _known_finding(move: Dossier, actor: Actor, check: str) -> Finding:
    message, remedy = _advice(check, comes_back=profile(move.profile).placeholders)
    code = _code(move.parts[0], move.side) if len(move.parts) == 1 else ""
    return Finding("warn", "", message, remedy, _mended_at(move, actor, check, code))


def _mended_at(move: Dossier, actor: Actor, check: str, code: str) -> str:
    """Where it is mended, by who still has something to mend there: the giver no longer, after the release."""
    if move.side == "giver" and move.state in _AFTER_RELEASE[:-1]:
        return ""
    return link_to(check, actor.environment.slug, code)


def _advice(check: str, *, comes_back: bool) -> tuple[str, str]:
    if comes_back and check == "personal-archives":
        return _("People with a personal archive lose sight of it."), _(
            "Tell them. It is theirs again once the receiver invites them or links their name."
        )
    if comes_back and check == "people-stay":
        return _("People and their access do not go along."), _(
            "The receiver has the list of who had which role where, and invites them with it."
        )
    known = {
        "few-at-a-time": (_("Many administrations at once."), _("A few a migration prevents mistakes.")),
        "personal-archives": (
            _("People with a personal archive lose sight of it."),
            _("Tell them, and save what they need before the release."),
        ),
        "people-stay": (
            _("People and their access do not go along."),
            _("The receiver invites them again; the proof has the list."),
        ),
        "delivery-address": (
            _("The delivery address for documents changes."),
            _("Tell everyone who sends documents to it."),
        ),
        "copies-stay": (
            _("Copied administrations stay."),
            _("Finish the work in them, or agree who goes on with them."),
        ),
        "authorisation-open": (
            _("Documents that wait for authorisation go along as they stand."),
            _("The authorisation manager of the receiver gives them to somebody there."),
        ),
        "authorisation-people": (
            _("Authorisers do not go along; their names stay in the workflows."),
            _("The receiver invites them, or chooses others."),
        ),
        "vat-period": (_("The VAT period is not finished."), _("Agree who files the return for this quarter.")),
        "payments": (
            _("We cannot see whether a payment batch is open or a direct debit is unfinished."),
            _("Look at your bank and in your payment program; let them finish first, or agree who follows them up."),
        ),
        "quotations": (
            _("Quotations are open."),
            _("Have open quotations approved or refused before the migration; send others anew afterwards."),
        ),
        "unsent-invoices": (
            _("Sales invoices were not sent yet."),
            _("Send them before the migration, or agree with the receiver who sends them."),
        ),
    }
    return known.get(check, (word(check.replace("-", "_")).capitalize(), ""))


def _code_of(move: Dossier, place: str) -> str:
    return next((_code(part, move.side) for part in move.parts if part.name == place), "")


def _code(part: Part, side: str) -> str:
    return part.old_code if side == "giver" else part.new_code
