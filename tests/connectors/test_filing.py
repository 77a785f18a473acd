"""Books for another package as files: what is in the ZIP, and who may have it."""

import csv
import io
from decimal import Decimal
from zipfile import ZipFile

import pytest

from overstap.books.ledger.values import Entry
from overstap.connectors import filing, registry
from overstap.connectors.house.connector import HouseConnector
from overstap.connectors.port import CannotDo, Connection
from overstap.connectors.values import Kind, Wanted
from overstap.tenancy import access
from overstap.tenancy.access import NotFound
from overstap.tenancy.models import AuditEvent
from overstap.tenancy.values import PackageFamily
from tests.moves.world import CODE, TwoOffices, two_offices


@pytest.fixture
def offices(db: None) -> TwoOffices:
    """Two offices; the giver's Alice has an administration with books."""
    return two_offices()


def packed(offices: TwoOffices, package: str) -> tuple[ZipFile, list[str]]:
    stream = io.BytesIO()
    with access.enter(offices.alice, offices.giver.slug) as actor:
        steps = filing.export_for(actor, CODE, package, stream)
    return ZipFile(stream), list(steps)


@pytest.mark.parametrize("package", registry.FILE_ROUTES)
def test_each_of_these_packages_gets_its_files_with_the_steps(offices: TwoOffices, package: str) -> None:
    found, steps = packed(offices, package)
    names = found.namelist()
    assert len(names) > 1
    assert found.testzip() is None
    text = found.read("steps.txt").decode()
    assert [line.partition(". ")[2] for line in text.splitlines()] == steps
    assert len(steps) > 1


def test_every_line_that_was_booked_stands_in_the_entries_of_multivers(offices: TwoOffices) -> None:
    found, _steps = packed(offices, "multivers")
    name = next(one for one in found.namelist() if one.startswith("entries"))
    rows = list(csv.DictReader(io.StringIO(found.read(name).decode("utf-8-sig")), delimiter=";"))
    with access.enter(offices.alice, offices.giver.slug) as actor:
        house = Connection(PackageFamily.HOUSE, "", "", actor.environment.pk)
        read = list(HouseConnector().read(house, CODE, Wanted(frozenset({Kind.OPENING, Kind.ENTRIES}))))
    lines = [line for one in read if isinstance(one, Entry) for line in one.lines]
    assert len(rows) == len(lines) > 2
    debit = sum(Decimal(row["Debet bedrag"].replace(",", ".")) for row in rows)
    assert debit == sum(line.amount for line in lines if line.side == "D")


def test_it_is_in_the_audit_log(offices: TwoOffices) -> None:
    packed(offices, "accountview")
    with access.enter(offices.alice, offices.giver.slug):
        event = AuditEvent.objects.filter(action="books.export-for").latest("id")
    assert event.facts == {"administration": CODE, "package": "accountview"}


@pytest.mark.parametrize("package", ["house", "exact_online", "", "../etc"])
def test_a_package_that_imports_no_files_of_ours_is_refused(offices: TwoOffices, package: str) -> None:
    with access.enter(offices.alice, offices.giver.slug) as actor, pytest.raises(CannotDo):
        filing.export_for(actor, CODE, package, io.BytesIO())


def test_another_office_finds_nothing_to_export(offices: TwoOffices) -> None:
    with access.enter(offices.dora, offices.receiver.slug) as actor, pytest.raises(NotFound):
        filing.export_for(actor, CODE, "multivers", io.BytesIO())
