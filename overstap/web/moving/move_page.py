"""The page of one move, its live part, and its proof."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_safe

from overstap.lib.errors import OverstapError
from overstap.moves import addressing, plan, queries
from overstap.moves.dossier import Dossier, balances, dossier, mark_now
from overstap.moves.people import queries as people
from overstap.moves.profiles import profile
from overstap.moves.rehearsals import queries as rehearsals
from overstap.moves.transitions import ENDED
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.addressing.views import shown_rows
from overstap.web.moving import move_balance, move_checked, move_deeds, move_shown, move_words
from overstap.web.moving.move_links import link_to
from overstap.web.rehearsing import shown as rehearsing
from overstap.web.tasks import on_move

UNCHANGED = 204  # tells htmx to leave the page as it is


@require_safe
@doors.page("move.show")
def move(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """The whole page. For htmx its live part, or nothing while nothing changed since ``seen`` (Dossier.mark)."""
    seen = request.GET.get("seen", "")
    if request.htmx and seen and seen == mark_now(actor, uid):  # type: ignore[attr-defined]
        return HttpResponse(status=UNCHANGED)
    return doors.show(request, "moving/move.html#live", **_context(request, actor, uid))


@require_safe
@doors.page("move.plan")
def plan_page(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """What goes along, changes, stays, or is for somebody to arrange."""
    found = dossier(actor, uid)
    return doors.show(
        request,
        "moving/move_plan.html",
        move=found,
        head=move_shown.head(found),
        overview=link_to("migrations", actor.environment.slug),
        profile=profile(found.profile),
        plan=plan.by_fate(plan.of_move(actor, uid)),
        ended=found.state in ENDED,
    )


def again(request: HttpRequest, actor: Actor, problem: OverstapError, uid: uuid.UUID) -> HttpResponse:
    """The page once more, after a deed that was refused."""
    return doors.show(request, "moving/move.html", problem=problem, **_context(request, actor, uid))


@require_safe
@doors.page("move.show")
def side_by_side(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """The trial balances next to each other, for htmx; the page itself shows the same without it."""
    found = dossier(actor, uid)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{resolve_url('move', actor.environment.slug, uid)}?{request.GET.urlencode()}#balance")
    return doors.show(request, "moving/move_balance.html", move=found, **_balance(request, actor, found), partial=True)


@require_safe
@doors.page("move.proof")
def proof_json(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """R094, R095: the signed proof, for machines."""
    del request
    return _file(bytes(queries.proof(actor, uid).document), "application/json", f"overstap-proof-{uid}.json")


@require_safe
@doors.page("move.proof")
def proof_pdf(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """R094, R095: the signed proof, for people."""
    del request
    return _file(bytes(queries.proof(actor, uid).pdf), "application/pdf", f"overstap-proof-{uid}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _context(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> dict[str, Any]:
    found = dossier(actor, uid)
    source, target = move_shown.route(found)
    work = move_shown.work(found)
    checks = move_checked.check_list(found)
    timeline = move_words.timeline(found)
    findings = move_shown.findings(found, actor)
    return {
        "move": found,
        "overview": link_to("migrations", actor.environment.slug),
        "head": move_shown.head(found),
        "source": source,
        "target": target,
        "steps": move_shown.steps(found),
        "work": work,
        "work_done": sum(one.state == "done" for one in work),
        "at_work": move_shown.at_work(found),
        "seen": found.mark,
        "announcement": move_words.state_sentence(found),
        "findings": findings,
        "stops": any(one.tone == "bad" for one in findings),
        "tasks": move_shown.tasks(found, actor),
        "people": people.summary(actor, uid),
        "ask": move_shown.whom_to_ask(found),
        "deeds": move_deeds.possible(found),
        "checks": checks,
        "checks_done": sum(one.done for one in checks),
        "verifications": move_checked.verifications(found),
        "records": move_checked.records_compared(found),
        "timeline": timeline,
        "ending": timeline[0] if found.state in move_shown.ENDED_OTHERWISE else None,
        "stands": move_shown.how_it_stands(found),
        "rehearsals": [(row, *rehearsing.state_of(row)) for row in rehearsals.of_move(actor, uid)],
        "addresses": list(shown_rows(addressing.addresses_of(actor, uid))),
        "aftercare": on_move.aftercare(found),
        **_balance(request, actor, found),
    }


def _balance(request: HttpRequest, actor: Actor, found: Dossier) -> dict[str, Any]:
    number = move_balance.chosen(found, request.GET.get("administration", ""))
    only = request.GET.get("only") == "differences"
    everything = request.GET.get("accounts") == "all"
    kept = balances(actor, found.uid, number)
    slug = actor.environment.slug
    return {
        "balance": move_balance.balance(kept, number, only=only, everything=everything),
        "balance_page": resolve_url("move", slug, found.uid),
        "balance_part": resolve_url("move-balance", slug, found.uid),
    }
