"""Addresses about people who worked in what came here, below ``/e/<its URL part>/``; and that of declining."""

from django.urls import URLPattern, path

from overstap.web.former import declining, listing, person

_ONE = "settings/people/former/<uuid:former>/"

urlpatterns: list[URLPattern] = [
    path("settings/people/former/", listing.people, name="former-people"),
    path("settings/people/former/invite/", listing.invite, name="former-invite"),
    path(_ONE, person.person, name="former-person"),
    path(f"{_ONE}invite/", person.invite, name="former-invite-one"),
    path(f"{_ONE}link/", person.link, name="former-link"),
    path(f"{_ONE}unlink/", person.unlink, name="former-unlink"),
    path(f"{_ONE}restore/", person.restore, name="former-restore"),
    path(f"{_ONE}put-aside/", person.put_aside, name="former-put-aside"),
    path("migrations/<uuid:uid>/people/", listing.move_people, name="move-people"),
    path("migrations/<uuid:uid>/people/access/", listing.give_access, name="move-people-access"),
]

outside: list[URLPattern] = [
    path("invitations/<str:token>/decline/", declining.decline, name="invitation-decline"),
]
