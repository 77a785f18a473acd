"""Settings > People and roles > Invitations: invite, send again, withdraw."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.tenancy import access, changes, people, queries
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, Role
from overstap.web import doors
from overstap.web.managing.forms import InvitationForm


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    form = InvitationForm(request.POST) if problem else InvitationForm(initial={"role": Role.ACCOUNTANT})
    rows = queries.invitations(actor)
    return doors.show(request, "managing/invitations.html", form=form, rows=rows, problem=problem, now=clock.now())


@doors.page("invitation.send", again=_page)
def invitations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The invitations that stand, and a new one."""
    if request.method != "POST":
        return _page(request, actor)
    email = request.POST.get("email", "")
    people.invite(actor=actor, email=email, role=request.POST.get("role", ""))
    text = _("An invitation is on its way to %(email)s.") % {"email": email.strip()}
    return doors.done(request, text, "managing-invitations", environment=actor.environment.slug)


@doors.page("invitation.resend", again=_page)
def resend(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Mail an invitation again; the code in the earlier mail is of no use any more."""
    if request.method != "POST":
        return _page(request, actor)
    email = request.POST.get("email", "")
    changes.resend_invitation(actor=actor, email=email)
    text = _("A new invitation is on its way to %(email)s; the earlier one no longer works.") % {"email": email}
    return doors.done(request, text, "managing-invitations", environment=actor.environment.slug)


def _withdraw_page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    access.require(actor, Right.MANAGE_PEOPLE)
    asked = (request.POST or request.GET).get("email", "")
    one = next((row for row in queries.invitations(actor) if row.email == asked), None)
    if one is None:
        raise access.NotFound(_("No such invitation stands."), code="INVITATION-NOT-FOUND")
    return doors.show(request, "managing/withdraw_invitation.html", one=one, problem=problem)


@doors.page("invitation.withdraw", again=_withdraw_page)
def withdraw(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make an invitation useless, after a page that says so."""
    if request.method != "POST":
        return _withdraw_page(request, actor)
    email = request.POST.get("email", "")
    people.withdraw_invitation(actor=actor, email=email)
    text = _("The invitation of %(email)s is withdrawn.") % {"email": email}
    return doors.done(request, text, "managing-invitations", environment=actor.environment.slug)
