"""Addresses that mails lead to: they know no environment, so the person's own are looked through."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from overstap.moves import queries as moves
from overstap.tenancy import queries
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.roles import Right, may
from overstap.web import doors


@doors.signed_in
def receive(request: HttpRequest) -> HttpResponse:
    """To where a code is entered: the environment in which the person may receive, or the choice of one.

    Whatever the address carries besides is dropped: a code does not belong in histories and logs.
    """
    if request.GET:
        return redirect("receive-anywhere")
    mine = queries.environments_of(request.user)  # type: ignore[arg-type] # a Person, signed in
    able = [one for one in mine if may(one.role, Right.RECEIVE_MOVE)]
    if len(able) == 1:
        return redirect("receive-move", able[0].slug)
    if not able:
        raise NotAllowed(
            _("You may not receive migrations in any environment."),
            remedy=_("Pass the mail on to a superuser of your environment: only they can enter the code."),
        )
    return doors.show(request, "moving/choose.html", environments=able)


@doors.signed_in
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To a move, in the person's environment that is party to it."""
    found = moves.environments_with(request.user, uid)  # type: ignore[arg-type] # a Person, signed in
    if not found:
        raise NotFound(
            _("There is no migration with this number that you take part in."),
            code="MOVE-NOT-FOUND",
            remedy=_("Check that you are signed in with the account of the right office."),
        )
    return redirect("move", found[0], uid)
