"""What the companies of the demonstration hold besides their books: documents, mail, bank, tax, assets, sales."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from overstap.books.ledger.counts import line_count
from overstap.cli.demo.cast import GIVER
from overstap.cli.demo.holdings import assets, authorisation, bank, documents, inbox, sales, tax
from overstap.cli.demo.loading import Loaded
from overstap.cli.demo.steps import Steps
from overstap.cli.language import gettext as _
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.roles import Right

YEAR = 2025  # the newest of the sample companies
Part = tuple[str, Callable[[Actor, str], int]]


def fill(steps: Steps, one: Loaded, *, waiting: bool = False) -> Loaded:
    """Fill one administration; gives it with the lines that payments added.

    ``waiting``: with documents that wait for approval, which would keep it from moving.
    """
    with steps.step(f"fill-{one.code}", _("What %(name)s holds besides its books") % {"name": one.name}) as notes:
        for what, furnish in _parts(waiting=waiting):
            with _at("demo.fill") as actor:
                notes.append(f"{furnish(actor, one.code)} {what}")
        notes[:] = [", ".join(notes)]
    with _at("demo.fill") as actor:
        return replace(one, lines=line_count(access.administration(actor, one.code, Right.READ_BOOKS)))


def furnish_environment() -> None:
    """The apps that the giver works with."""
    with _at("demo.fill") as actor:
        authorisation.furnish_environment(actor)


def _parts(*, waiting: bool) -> Iterator[Part]:
    yield _("documents"), documents.furnish
    yield _("mails"), _inbox
    yield _("bank lines"), bank.furnish
    yield _("VAT returns"), lambda actor, code: tax.furnish(actor, code, GIVER.name, YEAR)
    yield _("assets"), lambda actor, code: assets.furnish(actor, code, YEAR)
    yield _("sales papers"), sales.furnish
    if waiting:
        yield _("documents to approve"), authorisation.furnish


def _inbox(actor: Actor, code: str) -> int:
    addresses.give(actor=actor, code=code)
    return inbox.furnish(actor, code)


def _at(action: str) -> AbstractContextManager[Actor]:
    return audit.attempt(access.person_by_email(GIVER.superuser.email), GIVER.slug, action)
