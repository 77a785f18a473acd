"""The words for every code of aftercare, Dutch and English, in one place: tasks, what was not copied, lines to check.

Plain data, as ``proof/texts`` is, so that pages, mails and command line say the same. A variant (a bank, say) is filled
in at ``{0}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from overstap.moves.aftercare.codes import BANKS
from overstap.moves.aftercare.task_words import TaskWords
from overstap.moves.aftercare.tasks_in_dutch import TASKS_NL
from overstap.moves.aftercare.tasks_in_english import TASKS_EN

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class LineWords:
    """What a line of the check report is called, and what is compared."""

    title: str
    compared: str


def task(code: str, variant: str, language: Language) -> TaskWords:
    """The words of a task. Raises KeyError for a code without words."""
    found = _VARIANTS[language].get((code, variant)) or _TASKS[language][code]
    name = BANKS.get(variant, variant)
    return TaskWords(found.title.format(name), found.why.format(name), tuple(one.format(name) for one in found.how))


def line(code: str, language: Language) -> LineWords:
    """The words of a line of the check report. Raises KeyError."""
    return _LINES[language][code]


def label(text: str, language: Language) -> str:
    """The label of a figure: words for what is a code, names as they stand; "2025 debit" becomes "2025 Debet"."""
    first, space, rest = text.rpartition(" ")
    return f"{first}{space}{word(rest, language)}" if rest in ("debit", "credit") else word(text, language)


def word(code: str, language: Language) -> str:
    """Verdicts, answers, remarks; a code without a word stands for itself."""
    return _WORDS[language].get(code, code)


_TASKS: Mapping[Language, Mapping[str, TaskWords]] = {"nl": TASKS_NL, "en": TASKS_EN}

# R187: who becomes self-standing has no office whose number it could be.
_VARIANTS: Mapping[Language, Mapping[tuple[str, str], TaskWords]] = {
    "nl": {
        ("becon-number", "entrepreneur"): TaskWords(
            "Het beconnummer leegmaken",
            "U doet uw aangiften voortaan zelf. Het beconnummer van het vorige kantoor hoort hier niet meer.",
            (
                "Open de instellingen voor de aangiften van de administratie.",
                "Maak het veld Beconnummer leeg en bewaar.",
            ),
        ),
    },
    "en": {
        ("becon-number", "entrepreneur"): TaskWords(
            "Empty the becon number",
            "From now on you file your returns yourself. The becon number of the previous office does not belong here.",
            (
                "Open the settings for tax returns of the administration.",
                "Empty the field Becon number and save.",
            ),
        ),
    },
}

_LINES: Mapping[Language, Mapping[str, LineWords]] = {
    "nl": {
        "bank-balance": LineWords("Banksaldo", "Het saldo van de bank- en kasrekeningen samen."),
        "trial-balance": LineWords("Kolommenbalans", "Debet en credit van elk jaar; elke rekening is vergeleken."),
        "relations": LineWords("Debiteuren en crediteuren", "Elke relatie, met adressen en bankrekeningen."),
        "sales-products": LineWords("Verkoopartikelen", "Artikelen en prijzen voor de verkoop."),
        "open-items-debtors": LineWords("Openstaande posten debiteuren", "Posten met een relatie, per rekening."),
        "open-items-creditors": LineWords("Openstaande posten crediteuren", "Posten met een relatie, per rekening."),
        "vat-returns": LineWords("Btw-aangiften", "Elke aangifte; de btw per code in de boeken."),
        "fixed-assets": LineWords("Vaste activa", "De boekwaarde van elk activum; het saldo van de rekeningen."),
        "bank-and-cash-accounts": LineWords("Bank- en kasrekeningen", "Het saldo van elke rekening apart."),
        "bank-links": LineWords("Bankkoppelingen", "Toestemmingen bij de bank om afschriften op te halen."),
        "bank-transactions": LineWords("Bankmutaties", "Boekingen in de dagboeken van bank en kas."),
        "unsent-sales-invoices": LineWords("Nog te versturen verkoopfacturen", "Facturen die klaarstaan."),
    },
    "en": {
        "bank-balance": LineWords("Bank balance", "The balance of the bank and cash accounts together."),
        "trial-balance": LineWords("Trial balance", "Debit and credit of each year; every account was compared."),
        "relations": LineWords("Customers and suppliers", "Every relation, with addresses and bank accounts."),
        "sales-products": LineWords("Sales products", "Products and prices for sales."),
        "open-items-debtors": LineWords("Open items, debtors", "Items with a relation, per account."),
        "open-items-creditors": LineWords("Open items, creditors", "Items with a relation, per account."),
        "vat-returns": LineWords("VAT returns", "Every return; the VAT per code in the books."),
        "fixed-assets": LineWords("Fixed assets", "The book value of each asset; the balance of the accounts."),
        "bank-and-cash-accounts": LineWords("Bank and cash accounts", "The balance of each account by itself."),
        "bank-links": LineWords("Bank links", "Consents at the bank to fetch statements."),
        "bank-transactions": LineWords("Bank transactions", "Entries in the journals of bank and cash."),
        "unsent-sales-invoices": LineWords("Sales invoices still to be sent", "Invoices that stand ready."),
    },
}

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "nl": {
        "equal": "gelijk",
        "different": "verschillend",
        "not_held": "hier niet bewaard, dus niet vergeleken",
        "nothing": "aan geen van beide kanten aanwezig",
        "not_yet": "nog niet vergeleken",
        "task-open": "open",
        "task-done": "gedaan",
        "task-cancelled": "vervallen",
        "client": "de klant zelf",
        "previous_accountant": "de vorige accountant",
        "nobody": "niemand, het wordt niet gebruikt",
        "not": "nog niet",
        "partly": "voor een deel",
        "fully": "helemaal",
        "same": "dezelfde leverancier, opnieuw ingericht",
        "other": "een andere leverancier, die hier wordt gebruikt",
        "stop": "ermee stoppen",
        "debit": "Debet",
        "credit": "Credit",
        "accounts": "Rekeningen",
        "products": "Artikelen",
        "prices": "Prijzen bij elkaar",
        "ready-to-send": "Klaar om te versturen",
        "ready-to-send-total": "Klaar om te versturen, totaal",
        "drafts": "Concepten",
        "drafts-total": "Concepten, totaal",
        "relation": "Relaties",
        "relation_address": "Adressen",
        "relation_bank_account": "Bankrekeningen",
        "base": "grondslag",
        "vat": "btw",
        "total": "Totaal",
        "more": "overige",
        # in reports that were kept before returns and assets were
        "register-not-held": "Het register van activa wordt hier niet bewaard; vergeleken zijn de saldi.",
        "returns-not-held": "De aangiften zelf worden hier niet bewaard. Wel vergeleken is de btw per code.",
        "vat-different": "De aangiften zelf worden hier niet bewaard, en de btw per code verschilt.",
        "no-such-accounts": "Geen rekening is als zodanig te herkennen.",
        "accounts-left-out": "Er zijn meer rekeningen dan hier passen; de controle heeft ze alle vergeleken.",
        "not-kept-here": "Deze installatie bewaart dit niet bij een administratie. Kijk zelf in beide omgevingen.",
        "consent-at-the-bank": "De lijst is dezelfde. De toestemming zelf ligt bij de bank: links staat tot wanneer die"
        " van de gever geldt, rechts is er nog geen.",
        "created": "aangemaakt",
        "assigned": "toegewezen",
        "answered": "beantwoord",
        "done": "afgerond",
        "reopened": "heropend",
        "cancelled": "vervallen",
        "hold": "Er geldt een bewaarplicht.",
        "undo": "De termijn om terug te geven is nog niet voorbij.",
        "profile": "Bij deze soort migratie houdt u geen origineel dat weg mag.",
        "no-move": "Dit is niet door een migratie alleen-lezen geworden.",
        "moved-by-bank": "gaat mee via de bank zelf, niet door ons",
        "again-by-task": "opnieuw te leggen; zie de taken",
        "taken-back": "De migratie is teruggegeven.",
        "not-copied-bank-connections": "bankkoppelingen",
        "not-copied-ports": "poorten",
        "not-copied-certificates": "certificaten",
        "not-copied-vat-rights": "rechten voor de btw",
        "not-copied-reporting-structure": "de rapportagestructuur",
        "report-title": "Controleverslag",
        "report-move": "Migratie",
        "report-read": "Gelezen aan beide kanten op",
        "report-page": "bladzijde {0} van {1}",
        "report-none": "Voor deze soort migratie zijn geen regels om te controleren genoemd.",
        "head-administration": "Administratie",
        "head-line": "Regel",
        "head-figure": "Cijfer",
        "head-verdict": "Oordeel",
        "head-checked": "Bekeken door",
        "entry": "boekingen",
        "bank": "bankmutaties",
        "account": "rekeningen",
    },
    "en": {
        "equal": "equal",
        "different": "different",
        "not_held": "not held here, so not compared",
        "nothing": "nothing there on either side",
        "not_yet": "not compared yet",
        "task-open": "open",
        "task-done": "done",
        "task-cancelled": "cancelled",
        "client": "the client",
        "previous_accountant": "the previous accountant",
        "nobody": "nobody, it is not used",
        "not": "not yet",
        "partly": "in part",
        "fully": "completely",
        "same": "the same supplier, set up again",
        "other": "another supplier, that is used here",
        "stop": "stop with it",
        "debit": "Debit",
        "credit": "Credit",
        "accounts": "Accounts",
        "products": "Products",
        "prices": "Prices added up",
        "ready-to-send": "Ready to send",
        "ready-to-send-total": "Ready to send, total",
        "drafts": "Drafts",
        "drafts-total": "Drafts, total",
        "relation": "Relations",
        "relation_address": "Addresses",
        "relation_bank_account": "Bank accounts",
        "base": "base",
        "vat": "VAT",
        "total": "Total",
        "more": "others",
        "register-not-held": "The register of assets is not held here; compared are the balances.",
        "returns-not-held": "The returns themselves are not held here. The VAT per code was compared.",
        "vat-different": "The returns themselves are not held here, and the VAT per code differs.",
        "no-such-accounts": "No account can be told to be one.",
        "accounts-left-out": "There are more accounts than fit here; the verification compared them all.",
        "not-kept-here": "This installation does not keep it with an administration. Look in both environments.",
        "consent-at-the-bank": "The register is the same. The consent itself lies at the bank: on the left until when"
        " the giver's holds, on the right there is none yet.",
        "created": "created",
        "assigned": "assigned",
        "answered": "answered",
        "done": "done",
        "reopened": "reopened",
        "cancelled": "cancelled",
        "hold": "There is a legal hold.",
        "undo": "It can still be given back.",
        "profile": "This kind of migration leaves you no original that may go.",
        "no-move": "It did not become read-only by a migration.",
        "moved-by-bank": "goes along by the bank itself, not by us",
        "again-by-task": "to be made again; see the tasks",
        "taken-back": "The migration was given back.",
        "not-copied-bank-connections": "bank connections",
        "not-copied-ports": "ports",
        "not-copied-certificates": "certificates",
        "not-copied-vat-rights": "rights for VAT",
        "not-copied-reporting-structure": "the reporting structure",
        "report-title": "Check report",
        "report-move": "Migration",
        "report-read": "Read from both sides on",
        "report-page": "page {0} of {1}",
        "report-none": "This kind of migration names no lines to check.",
        "head-administration": "Administration",
        "head-line": "Line",
        "head-figure": "Figure",
        "head-verdict": "Verdict",
        "head-checked": "Looked at by",
        "entry": "entries",
        "bank": "bank transactions",
        "account": "accounts",
    },
}
