"""A lifelike manifest, small or large, for the tests of the proof."""

import hashlib

from overstap.moves.proof.chain import GENESIS, link
from overstap.moves.proof.values import (
    AccountingCheck,
    Consent,
    Event,
    EventBody,
    Issuer,
    Manifest,
    MovedAdministration,
    MoveFacts,
    NotCompared,
    Override,
    Party,
    PartyPerson,
    RecordCheck,
    StateReached,
    Table,
    Timings,
    Verification,
)

KINDS = (
    "accounts",
    "journals",
    "periods",
    "opening_balances",
    "entries",
    "lines",
    "open_items",
    "relations",
    "addresses",
    "bank_accounts",
    "vat_codes",
    "cost_centres",
    "projects",
    "currencies",
    "documents",
    "fixed_assets",
    "products",
    "settings",
    "people",
    "delivery_addresses",
)
COMPANIES = (
    "Bakkerij De Korenaar B.V.",
    "Van Dijk & Zonen Installatietechniek",
    "Stichting Dorpshuis 't Trefpunt",
    "Maatschap Fysiotherapie Oosterpark",
    "Hoveniersbedrijf Groen en Doen",
)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(administrations: int = 1, kinds: int = 2, events: int = 3) -> Manifest:
    moved = tuple(_moved(number) for number in range(administrations))
    return Manifest(
        issuer=Issuer("overstap.example.nl", "Overstap 0.1.0", "2026-03-14T22:41:07.310+01:00"),
        move=MoveFacts(
            "mv-7Q2K-9X4D",
            "transfer-code",
            (
                StateReached("offered", "2026-03-11T09:12:44.000+01:00"),
                StateReached("agreed", "2026-03-12T16:30:02.000+01:00"),
                StateReached("released", "2026-03-14T22:41:06.900+01:00"),
            ),
        ),
        parties=(
            Party(
                "giver",
                "De Vries Accountants en Adviseurs",
                "devries",
                (PartyPerson("Anneke de Vries", "superuser"), PartyPerson("Bram Jansen", "accountant")),
            ),
            Party("receiver", "Kantoor Noorderlicht", "noorderlicht", (PartyPerson("Çelik Yıldız", "superuser"),)),
        ),
        administrations=moved,
        timings=Timings(
            "2026-03-14T22:40:58.120+01:00",
            "2026-03-14T22:40:58.160+01:00",
            "2026-03-14T22:41:05.702+01:00",
            "2026-03-14T22:41:06.900+01:00",
            8_780,
        ),
        verifications=tuple(_verification(each, kinds) for each in moved),
        consents=(
            Consent(
                "Anneke de Vries",
                "giver",
                "2026-03-11T09:12:44.000+01:00",
                sha("scope"),
                "Ik draag deze administraties over en weet dat mijn kantoor er daarna alleen nog in kan lezen.",
            ),
            Consent(
                "Çelik Yıldız",
                "receiver",
                "2026-03-12T16:30:02.000+01:00",
                sha("scope"),
                "Ik neem deze administraties over en draag vanaf de vrijgave de kosten ervan.",
            ),
        ),
        overrides=(
            Override(
                "unprocessed_documents",
                moved[0].name,
                "Anneke de Vries",
                "2026-03-11T09:10:03.000+01:00",
                "Drie bonnen zonder btw-nummer; besproken met de klant op 10 maart.",
            ),
        ),
        tables=(Table("Documenten per soort", ("Soort", "Aantal"), (("Inkoopfacturen", "1.204"), ("Bonnen", "88"))),),
        events=chain(events),
    )


def chain(length: int) -> tuple[Event, ...]:
    previous, result = GENESIS, []
    kinds = ("offered", "code_accepted", "agreed", "frozen", "carried", "verified", "released")
    for seq in range(1, length + 1):
        body = EventBody(
            seq, f"2026-03-1{1 + seq % 4}T09:12:4{seq % 10}.000+01:00", kinds[seq % 7], "Anneke de Vries", {"step": seq}
        )
        result.append(link(previous, body))
        previous = result[-1].hash
    return tuple(result)


def _moved(number: int) -> MovedAdministration:
    name = COMPANIES[number % 5] + ("" if number < 5 else f" {number // 5 + 1}")
    return MovedAdministration(
        name, f"{100 + number}", f"NL{2600 + number}", f"ledger-{number:04d}", 104_233 + number, "moved"
    )


def _verification(moved: MovedAdministration, kinds: int) -> Verification:
    records = tuple(
        RecordCheck(kind, 100 * 7**at % 240_007, 100 * 7**at % 240_007, 0, 0, 0, sha(moved.ledger_uid + kind))
        for at, kind in enumerate(KINDS[:kinds])
    )
    return Verification(
        moved.ledger_uid,
        "2026-03-14T22:41:05.702+01:00",
        "clean",
        records,
        (
            AccountingCheck("trial_balance", "equal", "48 perioden, 212 rekeningen; debet en credit 18.204.551,37"),
            AccountingCheck("open_items_per_relation", "equal", "131 posten, 64.118,02"),
            AccountingCheck("vat_per_code", "equal", "9 codes, 16 tijdvakken"),
            AccountingCheck("number_series", "equal", "6 dagboeken"),
        ),
        (NotCompared("Bankkoppelingen", "Een koppeling kan niet mee; de ontvanger legt haar opnieuw aan."),),
    )
