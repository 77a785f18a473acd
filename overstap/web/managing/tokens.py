"""Settings > Tokens: what programs may do in somebody's name."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.tokens import actions, queries
from overstap.tenancy.tokens.values import State, TokenRow
from overstap.web import doors
from overstap.web.managing import texts
from overstap.web.managing.forms import TokenForm

TONES = {State.ACTIVE: "ok", State.EXPIRED: "neutral", State.REVOKED: "neutral"}


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    form = TokenForm(request.POST) if problem else TokenForm()
    return _show(request, actor, form, problem=problem)


@doors.page("token.make", again=_page)
def tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tokens that one may see, and a form for another; its secret is shown in the answer and nowhere else."""
    if request.method != "POST":
        return _page(request, actor)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _show(request, actor, form, status=422)
    given = form.cleaned_data
    made = actions.make(actor, name=given["name"], scopes=given["scopes"], days=int(given["days"]))
    answer = _show(request, actor, TokenForm(), secret=made.secret, name=given["name"])
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ask(request: HttpRequest, actor: Actor, token: UUID, problem: OverstapError | None = None) -> HttpResponse:
    return doors.show(request, "managing/revoke_token.html", row=_one(actor, token), problem=problem)


@doors.page("token.revoke", again=_ask)
def revoke(request: HttpRequest, actor: Actor, token: UUID) -> HttpResponse:
    """End a token, after asking."""
    if request.method != "POST":
        return _ask(request, actor, token)
    actions.revoke(actor, token)
    return doors.done(request, _("The token is revoked."), "managing-tokens", environment=actor.environment.slug)


def _show(request: HttpRequest, actor: Actor, form: TokenForm, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = [
        (row, [texts.SCOPES[scope] for scope in row.scopes], texts.TOKEN_STATES[row.state], TONES[row.state])
        for row in queries.tokens(actor)
    ]
    answer = doors.show(request, "managing/tokens.html", form=form, rows=rows, most=queries.MOST_ROWS, **more)
    answer.status_code = status
    return answer


def _one(actor: Actor, token: UUID) -> TokenRow:
    found = next((row for row in queries.tokens(actor) if row.uid == token), None)
    if found is None:
        raise actions.TokenNotFound(_("There is no such token."), remedy=_("Look under Settings > Tokens."))
    return found
