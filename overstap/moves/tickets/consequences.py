"""What the transfer of an environment brings about, told before it begins: from its profile and its own data (R120)."""

from collections.abc import Iterator
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.sales.queries import open_quotations
from overstap.durable.letters import page
from overstap.moves.aftercare.codes import BANKS
from overstap.moves.holdings import inbox, planning
from overstap.moves.holdings.sales import named
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Keeps, Quotations
from overstap.moves.tickets.actions.common import require_transferable, ticket_profile
from overstap.moves.tickets.actions.make import held
from overstap.moves.tickets.values import PROFILE, Consequence
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, AdministrationAccess
from overstap.tenancy.roles import Right

Side = Literal["giver", "receiver"]
MOST_FACTS = 10
SORTS = ("moves", "changes", "stays", "task")
_TOLD_BY_ADDRESSES = ("delivery-address",)


def consequences(actor: Actor, profile_name: str = PROFILE) -> list[Consequence]:
    """For whoever is about to make a ticket. Raises NotAllowed, NotTransferable."""
    access.require(actor, Right.START_MOVE)
    require_transferable(actor.environment)
    which, ours = ticket_profile(profile_name), held(actor)
    told = [*_moves(which, ours), *_changes(actor, which, ours), *_stays(which, ours), *_tasks(which, ours)]
    return sorted(_with_the_plan(told, which, ours), key=lambda one: SORTS.index(one.sort))


def _with_the_plan(told: list[Consequence], which: Profile, ours: list[Administration]) -> list[Consequence]:
    """Besides, what the administrations really hold; where both tell the same, the plan has the facts."""
    planned = {
        line.code: Consequence(line.code, line.fate, line.text, _some(list(line.facts)))
        for line in planning.lines(which, ours)
        if line.code not in _TOLD_BY_ADDRESSES
    }
    with_facts = {code for code, line in planned.items() if line.facts}
    kept = [one for one in told if one.code not in with_facts]
    known = {one.code for one in kept}
    return [*kept, *(line for code, line in planned.items() if code not in known)]


def _moves(which: Profile, ours: list[Administration]) -> Iterator[Consequence]:
    count = len(ours)
    yield Consequence(
        "administrations",
        "moves",
        ngettext(
            "The administration, with everything in it", "All %(count)d administrations, with everything in them", count
        )
        % {"count": count},
        _some([one.name for one in ours]),
    )
    yield from _inbox(ours)
    if which.bank_links_move:
        yield Consequence(
            "bank-links", "moves", _("Bank connections of: %(banks)s") % {"banks": _banks(which.bank_links_move)}
        )


def _inbox(ours: list[Administration]) -> Iterator[Consequence]:
    """R113, R114: what waits in the inboxes now, counted; what arrives meanwhile goes along as well."""
    mails, scans = inbox.counts(ours)
    text = ngettext("%(count)d open e-mail in the Mailbox", "%(count)d open e-mails in the Mailbox", mails)
    yield Consequence("open-mails", "moves", text % {"count": mails})
    text = ngettext("%(count)d invoice in the Scanbox", "%(count)d invoices in the Scanbox", scans)
    yield Consequence("scanned-invoices", "moves", text % {"count": scans})


def _changes(actor: Actor, which: Profile, ours: list[Administration]) -> Iterator[Consequence]:
    old = page(f"/e/{actor.environment.slug}/")
    yield Consequence("url", "changes", _("The environment gets a new URL; the old one is"), [old])
    if which.giver.keeps is Keeps.READ_ONLY:
        text = _("Bookmarks to the old URL lead to a read-only environment, which points to the new place")
        yield Consequence("bookmarks", "changes", text)
    if which.addresses.inbox_changes:
        addresses = _some([one.delivery_address for one in ours if one.delivery_address])
        yield Consequence("mailbox", "changes", _("The Mailbox addresses change"), addresses)
        days = which.addresses.inbox_forward_days
        text = ngettext(
            "The old addresses keep working for %(days)d day", "The old addresses keep working for %(days)d days", days
        )
        yield Consequence("mailbox-days", "changes", text % {"days": days})


def _stays(which: Profile, ours: list[Administration]) -> Iterator[Consequence]:
    if which.quotations is Quotations.LOST:
        yield Consequence("quotations", "stays", _("Open quotations are lost"), named(open_quotations(ours)))
        yield Consequence("portal", "stays", _("The link by which a customer approves a quotation stops working"))
    yield Consequence("people", "stays", _("Users do not go along; the new holder invites them again"))
    if which.giver.keeps is Keeps.READ_ONLY:
        yield Consequence(
            "read-only", "stays", _("A read-only view, as it was at the moment of the ticket, stays with you")
        )


def _tasks(which: Profile, ours: list[Administration]) -> Iterator[Consequence]:
    if which.quotations is Quotations.LOST:
        text = _("Settle open quotations first: have them approved, or end them")
        yield Consequence("settle-quotations", "task", text, named(open_quotations(ours)))
    known = {
        "mailbox-rules": _("Adapt rules that forward your own mail to a Mailbox address"),
        "supplier-websites": _("Replace the Mailbox address where suppliers have it on their websites"),
        "bookmarks": _("Replace bookmarks by the new URL"),
        "app-connections": _("Activate connections in the App Center again"),
        "mobile-pairing": _pairing(ours),
    }
    for code, text in known.items():
        if code in which.tasks:
            yield Consequence(code, "task", text)
    if which.bank_links_tasks:
        text = _("Activate bank connections again at: %(banks)s") % {"banks": _banks(which.bank_links_tasks)}
        yield Consequence("bank-link", "task", text)


def _pairing(ours: list[Administration]) -> str:
    found = AdministrationAccess.objects.filter(administration__in=[one.pk for one in ours])
    people = found.values("person").distinct().count()
    if not people:
        return _("Pair AFAS Link again, for each user")
    text = ngettext(
        "Pair AFAS Link again, for each user (%(people)d works here)",
        "Pair AFAS Link again, for each user (%(people)d work here)",
        people,
    )
    return text % {"people": people}


def _banks(codes: frozenset[str]) -> str:
    return ", ".join(sorted(BANKS.get(code, code) for code in codes))


def _some(texts: list[str]) -> list[str]:
    shown = texts[:MOST_FACTS]
    left = len(texts) - len(shown)
    return [*shown, _("and %(count)d more") % {"count": left}] if left else shown
