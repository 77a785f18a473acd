"""Books for the benchmarks: audit files from the sample generator, and two offices to keep them in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from overstap.books.sample import SamplePlan
from overstap.cli.demo.sample_files import write_years
from overstap.lib import postgres
from overstap.tenancy import actions, audit
from overstap.tenancy.access import Actor, operator_person
from overstap.tenancy.actions import LicenceDetails
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.values import Tier

YEAR = 2025
RELATIONS = 400  # customers; half as many suppliers: the same for every size, so that sizes differ in lines alone


@dataclass(frozen=True)
class Offices:
    """A giver and a receiver, with the operator as superuser of both."""

    operator: Person
    giver: Environment
    receiver: Environment

    @classmethod
    def open(cls) -> "Offices":
        """Open both."""
        operator = operator_person()
        licence = LicenceDetails(Tier.PREMIUM, "BENCH")
        giver, receiver = (
            actions.open_environment(by=operator, slug=slug, name=slug, superuser=operator, licence=licence)
            for slug in ("giver", "receiver")
        )
        return cls(operator, giver, receiver)

    @contextmanager
    def at(self, environment: Environment) -> Iterator[Actor]:
        """The operator at work in one of them."""
        with audit.attempt(self.operator, environment.slug, "bench") as actor:
            yield actor


def folder() -> Path:
    """Where the benchmarks keep their files."""
    path = postgres.var_dir() / "bench"
    path.mkdir(parents=True, exist_ok=True)
    return path


def plan(lines: int) -> SamplePlan:
    """One book year of about ``lines`` ledger lines, with as many relations whatever the lines."""
    return SamplePlan(seed=lines, name=f"Benchmark {lines}", years=(YEAR,), lines=lines, relations=RELATIONS)


def write_books(lines: int) -> Path:
    """An audit file (3.2) of about ``lines`` lines, sub-ledgers included; its name ends with the number."""
    path = folder() / f"books-{lines}.xaf"
    (written,) = write_years(plan(lines), folder())
    written.replace(path)
    return path
