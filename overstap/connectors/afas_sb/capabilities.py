"""What AFAS allows through GetConnectors and UpdateConnectors, and what not."""

from collections.abc import Mapping

from overstap.connectors.values import Capability, Kind, Way
from overstap.lib.sentences import sentence

_BY_HAND = " " + sentence("It has to be made in AFAS by hand; there it is only checked.")
CAPABILITIES: Mapping[Kind, Capability] = {
    Kind.COMPANY: Capability(
        Way.YES, Way.NO, sentence("Administrations are not made through the interface.") + _BY_HAND
    ),
    Kind.PERIODS: Capability(Way.YES, Way.NO, sentence("Book years and periods are set up in AFAS itself.") + _BY_HAND),
    Kind.ACCOUNTS: Capability(
        Way.YES, Way.NO, sentence("The fields of the UpdateConnector for accounts are not public.") + _BY_HAND
    ),
    Kind.VAT_CODES: Capability(Way.YES, Way.NO, sentence("VAT codes are shared by all administrations.") + _BY_HAND),
    Kind.DIMENSIONS: Capability(
        Way.YES,
        Way.NO,
        sentence("Allocation codes are shared by all administrations; projects are not read.") + _BY_HAND,
    ),
    Kind.PAYMENT_CONDITIONS: Capability(
        Way.YES, Way.NO, sentence("Payment conditions are shared by all administrations.") + _BY_HAND
    ),
    Kind.JOURNALS: Capability(Way.YES, Way.NO, sentence("Journals are set up in AFAS itself.") + _BY_HAND),
    Kind.RELATIONS: Capability(
        Way.YES,
        Way.PART,
        "Bank accounts, postal addresses and changes of relations that are there already are not written: AFAS would "
        "add them beside the old ones.",
    ),
    Kind.OPENING: Capability(
        Way.YES, Way.PART, "It is booked as an entry in period 0 of a journal for opening balances or general entries."
    ),
    Kind.ENTRIES: Capability(
        Way.YES,
        Way.PART,
        "Projects and the matching of payments are not written, entries get new numbers, and what is posted cannot be "
        "deleted, only balanced to zero.",
    ),
    Kind.OPEN_ITEMS: Capability(Way.YES, Way.NO, "Open items are not written: they follow from the entries."),
    Kind.ASSETS: Capability(
        Way.NO,
        Way.NO,
        "Fixed assets are neither read nor written: how AFAS depreciates does not fit in a card of ours.",
    ),
    Kind.DOCUMENTS: Capability(
        Way.YES, Way.PART, "Documents are written with invoices of debtors and creditors only, not with other entries."
    ),
}
