"""Operators for the tests of the console."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from overstap.tenancy.models import Person
from tests.tenancy.operators.people import make_operator

__all__ = ["console", "olga"]


@pytest.fixture
def olga(db: None) -> Person:
    """An operator with a second step."""
    person = make_operator("Olga")
    with_second_step(person)
    return person


@pytest.fixture
def console(assets: None, olga: Person) -> Client:
    """A client of Django in which Olga is signed in."""
    client = Client()
    client.force_login(olga)
    return client


def with_second_step(person: Person) -> None:
    """Give somebody an authenticator app."""
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
