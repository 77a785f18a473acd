"""What Twinfield lets others read and write. The sentences are translated where they are shown."""

from collections.abc import Mapping

from overstap.connectors.values import Capability, Kind, Way

NO, PART, YES = Way.NO, Way.PART, Way.YES

CAPABILITIES: Mapping[Kind, Capability] = {
    Kind.COMPANY: Capability(
        YES, NO, "An administration is made in Twinfield itself, by the office or by Wolters Kluwer."
    ),
    Kind.PERIODS: Capability(YES, PART, "Only the book year after the last one can be opened, with twelve periods."),
    Kind.ACCOUNTS: Capability(
        PART, YES, "Twinfield tells no RGS code with an account, so that accounts are mapped by code and name."
    ),
    Kind.VAT_CODES: Capability(YES, NO, "VAT codes are made in Twinfield itself; those that are there can be used."),
    Kind.DIMENSIONS: Capability(PART, PART, "Cost centres and projects; activities are left out."),
    Kind.PAYMENT_CONDITIONS: Capability(
        PART, NO, "Twinfield has no list of conditions: days until due stand with each relation, and go with it."
    ),
    Kind.JOURNALS: Capability(
        PART, NO, "Daybooks are made in Twinfield itself; of one with a name of its own the kind is not told."
    ),
    Kind.RELATIONS: Capability(YES, PART, "A relation of another kind than customer or supplier becomes a customer."),
    Kind.OPENING: Capability(
        YES, PART, "An opening balance has at most 1000 lines, and goes into a book year that is open."
    ),
    Kind.ENTRIES: Capability(
        YES, PART, "Twinfield numbers entries itself, takes at most 1000 lines each, and only in periods that are open."
    ),
    Kind.OPEN_ITEMS: Capability(
        YES, PART, "Open items follow from the entries; what was paid is matched, as far as Twinfield allows it."
    ),
    Kind.ASSETS: Capability(
        PART, NO, "The cards of assets; in Twinfield an asset is made by activating the entry of its purchase."
    ),
    Kind.DOCUMENTS: Capability(
        PART, PART, "Only documents at an entry; Twinfield publishes no description of this service."
    ),
}
