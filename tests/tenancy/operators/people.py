"""Operators for tests."""

from overstap.tenancy.access import operator_person
from overstap.tenancy.models import Person
from overstap.tenancy.operators import accounts
from overstap.tenancy.operators.access import at_work
from tests.tenancy.people import unique


def make_operator(name: str = "Olga") -> Person:
    """An operator who signs in."""
    with at_work(operator_person(), "operator.add") as operator:
        return accounts.add(operator, email=f"{unique(name.lower())}@example.test", name=name)
