"""How the inbox moves: what is in it is copied, open and settled alike (R113, R114).

Mail that was accepted and not delivered yet is not copied: it belongs to the identity, and goes to whoever holds the
administration when it is delivered.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.inbox import queries
from overstap.books.inbox.models import Item, Part
from overstap.books.inbox.values import ItemKind
from overstap.moves.checking import Context, Found, advice
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.tenancy.models import Administration


def counts(administrations: Sequence[Administration]) -> tuple[int, int]:
    """Open mails and open scans."""
    found = queries.open_counts([one.pk for one in administrations])
    return found.get(ItemKind.MAIL, 0), found.get(ItemKind.SCAN, 0)


def _plan(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    mails, scans = counts(administrations)
    if mails:
        text = ngettext("%(count)d open mail in the inbox", "%(count)d open mails in the inbox", mails)
        yield PlanLine("open-mails", Fate.MOVES, text % {"count": mails})
    if scans:
        text = ngettext("%(count)d open scan in the inbox", "%(count)d open scans in the inbox", scans)
        yield PlanLine("scanned-invoices", Fate.MOVES, text % {"count": scans})
    addresses = [one.delivery_address for one in administrations if one.delivery_address]
    if addresses and profile.addresses.inbox_changes:
        yield PlanLine("delivery-address", Fate.CHANGES, _forwarding(profile), addresses)


def _forwarding(profile: Profile) -> str:
    days = profile.addresses.inbox_forward_days
    text = ngettext(
        "The delivery address changes; the old one keeps working for %(days)d day",
        "The delivery address changes; the old one keeps working for %(days)d days",
        days,
    )
    return text % {"days": days}


def _open_items(context: Context) -> Iterator[Found]:
    """R113, R114: what is open goes along as it is; whoever knows it best may want to finish it first."""
    for one in context.administrations:
        mails, scans = counts([one])
        if mails or scans:
            yield Found(
                one.name,
                _("The inbox has %(mails)d open mails and %(scans)d open scans; they go along as they are.")
                % {"mails": mails, "scans": scans},
                _("Finish them first if you would rather do so yourself: Inbox, “Open”."),
            )


HOLDING = Holding(
    "inbox",
    tables=(Item, Part),
    kinds=(
        master("inbox_item", "inbox_item", "uid"),
        master("inbox_part", "inbox_part", "item_uid", "number"),
    ),
    of_the_giver=(advice("open-inbox", _open_items),),
    plan=_plan,
)
