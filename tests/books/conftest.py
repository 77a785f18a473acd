"""Fixtures of the books' tests."""

import pytest

from overstap.books.sample import SampleBooks, SamplePlan, make
from tests.books.sample_plans import PLANS
from tests.tenancy.people import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    return make_world()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> object:
    """A world whose transactions really commit; its rows stay until the database is dropped."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield make_world()


@pytest.fixture(scope="module", params=PLANS, ids=lambda plan: f"{plan.trade}-{plan.opening}")
def books(request: pytest.FixtureRequest) -> SampleBooks:
    """Sample books of each plan."""
    plan: SamplePlan = request.param
    return make(plan)
