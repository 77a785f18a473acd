"""Work that is rolled back without forgetting what was planned for it."""

import pytest
from django.db import connection, transaction

from overstap.lib import prepared
from overstap.tenancy.access import system_person
from overstap.tenancy.models import Person

_ASKED = "SELECT count(*) FROM tenancy_person WHERE name = %(name)s"
_PLANNED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT count(*) FROM tenancy_person%'"


def named(name: str) -> int:
    with prepared.cursor() as cursor:
        return int(cursor.execute(_ASKED, {"name": name}, prepare=True).fetchall()[0][0])


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED)
        return int(cursor.fetchone()[0])


def rename_and_fail(person: Person) -> None:
    with transaction.atomic(), prepared.undone():
        Person.objects.filter(pk=person.pk).update(name="Renamed")
        raise ValueError("no")


def test_what_is_done_inside_is_undone_and_what_was_planned_stays(db: None) -> None:
    system = system_person()
    with transaction.atomic(), prepared.undone():
        Person.objects.filter(pk=system.pk).update(name="Renamed")
        assert named("Renamed") == 1
    assert (named("Renamed"), named(system.name), planned()) == (0, 1, 1)


def test_what_was_to_happen_after_the_commit_does_not(db: None, django_capture_on_commit_callbacks: object) -> None:
    happened: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        with transaction.atomic(), prepared.undone():
            transaction.on_commit(lambda: happened.append("inside"))
        transaction.on_commit(lambda: happened.append("outside"))
    assert happened == ["outside"]


def test_an_error_inside_ends_the_transaction_around_it(db: None) -> None:
    system = system_person()
    with pytest.raises(ValueError, match="no"):
        rename_and_fail(system)
    assert (named("Renamed"), named(system.name)) == (0, 1)
