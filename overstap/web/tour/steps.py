"""The steps of the tour, in order."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may


@dataclass(frozen=True, slots=True)
class Step:
    """A stop on the tour: the page it is on (name of its address) and what is told there."""

    page: str
    title: str | Promise
    text: str | Promise
    right: Right | None = None


OF_AN_OFFICE = (
    Step(
        "home",
        _("Welcome to Overstap"),
        _("This is a demonstration: two offices that do not exist, with lifelike books. Look around as you like."),
    ),
    Step(
        "administrations",
        _("The administrations of this office"),
        _("Open one to see its trial balance, ledger cards, open items and relations, down to every entry."),
        Right.READ_BOOKS,
    ),
    Step(
        "migrations",
        _("Migrations"),
        _("Here an administration leaves for another office, or arrives. One has moved already, one waits."),
        Right.READ_MOVES,
    ),
    Step(
        "start-move",
        _("Start one yourself"),
        _("Choose an administration and send the transfer code to sanne@vandam.example. It takes a minute."),
        Right.START_MOVE,
    ),
    Step(
        "demo-mail",
        _("The mails"),
        _("Nothing leaves this computer: every mail can be read here, the one with the transfer code too."),
    ),
    Step(
        "home",
        _("And now the other side"),
        _("Sign out, sign in as Sanne van Dam, receive with that code, look at the verification and release."),
    ),
)


OF_A_COUPLED_ENVIRONMENT = (
    Step(
        "home",
        _("Welcome to Overstap"),
        _("This is a demonstration: a builder with several companies, who does not exist. Look around as you like."),
    ),
    Step(
        "coupling",
        _("Several administrations in one environment"),
        _("Here you connect the accounting package and choose administrations; their contacts are then compared."),
        Right.READ_BOOKS,
    ),
    Step(
        "contacts",
        _("Contacts"),
        _("Whoever is in several administrations is here once. What is unclear is asked of you, side by side."),
        Right.READ_BOOKS,
    ),
    Step(
        "projects",
        _("Projects and their invoices"),
        _("A project belongs to an administration. Its invoices get their numbers there, and are booked there."),
        Right.READ_BOOKS,
    ),
    Step(
        "demo-mail",
        _("The mails"),
        _("Nothing leaves this computer: every mail to colleagues can be read here."),
    ),
)


def steps_for(actor: Actor, *, coupled: bool) -> list[Step]:
    """The steps on pages that the actor may see; ``coupled``: whether administrations can be coupled here."""
    steps = OF_A_COUPLED_ENVIRONMENT if coupled else OF_AN_OFFICE
    return [step for step in steps if step.right is None or may(actor.role, step.right)]


def address_of(step: Step, actor: Actor) -> str:
    """Where a step is."""
    if step.page == "demo-mail":
        return reverse(step.page)
    return reverse(step.page, kwargs={"environment": actor.environment.slug})
