"""The words for every code of aftercare, Dutch and English, in one place: tasks, what was not copied, lines to check.

Plain data, as ``proof/texts`` is, so that pages, mails and command line say the same. A variant (a bank, say) is filled
in at ``{0}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from overstap.moves.aftercare.codes import BANKS

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What a task is called, why it is there, and how it is done, step by step."""

    title: str
    why: str
    how: tuple[str, ...]


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


_TASKS_NL: Mapping[str, TaskWords] = {
    "give-access": TaskWords(
        "Toegang geven tot de administratie",
        "Na het vrijgeven ziet nog niemand de administratie. U bepaalt wie erin werkt.",
        (
            "Ga naar Instellingen > Administraties.",
            "Kies bij de administratie Bewerken en dan het tabblad Gebruikers.",
            "Zet Toegang op Ja bij uzelf en bij de collega’s die erin werken.",
        ),
    ),
    "invite-people": TaskWords(
        "Gebruikers opnieuw uitnodigen",
        "Gebruikers gaan niet mee. Nodig iedereen die met de administraties werkt opnieuw uit.",
        (
            "Bekijk in de migratie wie welke rol had.",
            "Nodig hen uit onder Instellingen > Personen.",
            "Geef hun daarna toegang tot de administraties.",
        ),
    ),
    "invite-client": TaskWords(
        "De klant uitnodigen",
        "De klant werkt verder met het account dat hij al heeft; daarvoor is een uitnodiging nodig.",
        (
            "Vraag de klant met welk e-mailadres hij zich aanmeldt.",
            "Nodig dat adres uit onder Instellingen > Personen.",
            "Geef toegang tot de administraties die hij mag zien.",
        ),
    ),
    "new-delivery-address": TaskWords(
        "Het nieuwe aanleveradres doorgeven",
        "De administratie heeft een nieuw adres om documenten naartoe te mailen. Het oude werkt nog een tijd.",
        (
            "Zoek het nieuwe adres op in de migratie of onder Instellingen > Administraties.",
            "Geef het door aan de klant en aan wie documenten instuurt.",
            "Mail zelf een document, om te zien dat het aankomt.",
        ),
    ),
    "mailbox-rules": TaskWords(
        "Regels in uw mailbox nalopen",
        "Een regel die e-mail zelf doorstuurt naar het oude aanleveradres, werkt na een tijd niet meer.",
        (
            "Zoek in uw mailprogramma naar regels die doorsturen naar het oude aanleveradres.",
            "Vervang het adres, of zet de regel uit.",
        ),
    ),
    "supplier-websites": TaskWords(
        "Het aanleveradres bij leveranciers vervangen",
        "Leveranciers die hun facturen mailen, kennen nog het oude adres.",
        (
            "Ga na welke leveranciers facturen naar het oude adres mailen.",
            "Vervang het adres op hun websites, of vraag de klant dat te doen.",
        ),
    ),
    "bookmarks": TaskWords(
        "Bladwijzers vervangen",
        "Het oude adres van de omgeving toont alleen nog hoe zij was, en wijst naar de nieuwe plaats.",
        (
            "Open het nieuwe adres en bewaar het als bladwijzer.",
            "Verwijder de oude bladwijzer, en zeg het uw collega’s.",
        ),
    ),
    "becon-number": TaskWords(
        "Het beconnummer wijzigen",
        "Waarschijnlijk hoort hier nu het beconnummer van uw kantoor, in plaats van dat van het vorige.",
        (
            "Zoek het beconnummer van uw kantoor op.",
            "Vul het in bij de instellingen voor de aangiften van de administratie.",
        ),
    ),
    "tax-contact-type": TaskWords(
        "De contactsoort voor de Belastingdienst instellen",
        "Aangiften gaan in op naam van een intermediair (INT) of van de belastingplichtige zelf (BPL). Dat wisselt mee "
        "met wie de aangiften doet.",
        (
            "Open de btw-instellingen van de administratie.",
            "Kies INT als uw kantoor de aangiften doet, en BPL als de ondernemer dat zelf doet.",
        ),
    ),
    "app-connections": TaskWords(
        "Koppelingen in het App Center opnieuw activeren",
        "Koppelingen met andere software stoppen bij de overgang, want hun toestemming gold voor de oude omgeving.",
        (
            "Ga met de klant na welke koppelingen worden gebruikt.",
            "Activeer ze opnieuw in het App Center, met de inloggegevens van de leverancier.",
            "Controleer van elke koppeling of er weer iets binnenkomt.",
        ),
    ),
    "mobile-pairing": TaskWords(
        "De mobiele app opnieuw koppelen",
        "De app op de telefoon is aan de oude omgeving gekoppeld, voor elke gebruiker apart.",
        (
            "Vraag elke gebruiker de oude omgeving uit de app te verwijderen.",
            "Laat hen de app koppelen met de nieuwe omgeving, vanuit hun eigen profiel.",
        ),
    ),
    "bank-link": TaskWords(
        "De bankkoppeling met {0} opnieuw leggen",
        "De koppeling met {0} gaat niet mee: de toestemming bij de bank geldt voor de oude administratie. Bij de gever "
        "hoeft u niets te doen; daar blijft de koppeling alleen-lezen staan.",
        (
            "Ga na of de klant bij {0} bankiert, en wie er mag tekenen.",
            "Leg de koppeling in de nieuwe administratie, en laat de klant haar bij {0} bevestigen.",
            "Controleer dat de eerste afschriften aansluiten op het laatste saldo.",
        ),
    ),
    "digipoort-certificate": TaskWords(
        "Digipoort en het PKIoverheid-certificaat regelen",
        "Certificaten gaan niet mee. Zonder eigen certificaat kan de nieuwe omgeving geen aangifte doen.",
        (
            "Ga na of uw kantoor al een PKIoverheid-certificaat voor Digipoort heeft.",
            "Vraag er anders een aan; reken op een paar weken.",
            "Stel het in, en doe een proefaangifte voor de eerste echte.",
        ),
    ),
    "user-billing": TaskWords(
        "Bepalen wie de gebruiker van de klant betaalt",
        "De gebruiker van de klant kan worden gefactureerd aan uw kantoor, of aan de klant zelf.",
        (
            "Spreek het af met de klant.",
            "Stel het in bij de gebruiker of in de overeenkomst.",
        ),
    ),
    "payment-agreement": TaskWords(
        "Een nieuwe betaalovereenkomst regelen",
        "De betaalovereenkomst van de gever gaat niet mee.",
        (
            "Spreek met de klant af hoe en aan wie hij betaalt.",
            "Leg de nieuwe overeenkomst vast onder Instellingen > Administraties.",
        ),
    ),
    "reports": TaskWords(
        "Rapporten opnieuw maken of koppelen",
        "Zelf ontworpen rapporten horen bij de oude omgeving.",
        (
            "Vraag de klant welke rapporten hij gebruikt.",
            "Maak ze hier opnieuw, of koppel rapporten die uw kantoor al heeft.",
        ),
    ),
    "delete-old-environment": TaskWords(
        "Het origineel verwijderen dat u nog alleen-lezen hebt",
        "De boeken zijn nu van de ontvanger. Wat u nog hebt, is een kopie die alleen is te lezen; die mag weg zodra de "
        "termijn om terug te geven voorbij is en u haar niet hoeft te bewaren. Het bewijs blijft.",
        (
            "Ga na of u de stukken nog moet bewaren; zet zo nodig een bewaarplicht.",
            "Open Originelen en kies bij de administratie Verwijderen.",
            "Typ de code over en bevestig.",
        ),
    ),
    "cancel-old-licence": TaskWords(
        "De oude licentie opzeggen",
        "U werkt voortaan bij uw kantoor; de licentie van uw eigen omgeving loopt door tot u opzegt.",
        (
            "Wacht tot de termijn om terug te geven voorbij is.",
            "Zeg op via de link hieronder, en bewaar de bevestiging.",
        ),
    ),
    "bank-connections": TaskWords(
        "Bankkoppelingen opnieuw leggen",
        "Bankkoppelingen worden niet gekopieerd.",
        (
            "Ga na bij welke banken de klant koppelingen had.",
            "Leg ze opnieuw in de nieuwe administratie, en laat de klant ze bij de bank bevestigen.",
        ),
    ),
    "ports": TaskWords(
        "Poorten opnieuw inrichten",
        "Poorten worden niet gekopieerd: de wegen waarlangs berichten aan bank en overheid gingen.",
        (
            "Ga na welke poorten de klant gebruikte, en wie ze beheerde.",
            "Richt de poorten in die hier nog niet bestaan.",
        ),
    ),
    "certificates": TaskWords(
        "Certificaten opnieuw inrichten",
        "Certificaten staan op naam van wie ze aanvroeg, en worden niet gekopieerd.",
        (
            "Ga na op wiens naam het certificaat stond.",
            "Gebruik het certificaat van uw kantoor, of vraag er een aan.",
        ),
    ),
    "vat-rights": TaskWords(
        "Rechten voor de btw toekennen",
        "Wie btw-aangiften mag opstellen, goedkeuren en insturen, is een instelling van de omgeving en wordt niet "
        "gekopieerd.",
        (
            "Bepaal wie de aangiften opstelt, en wie ze goedkeurt.",
            "Ken die rechten hier toe, vóór de eerstvolgende aangifte.",
        ),
    ),
    "reporting-structure": TaskWords(
        "De rapportagestructuur inrichten",
        "De rapportagestructuur en wie haar mag zien, worden niet gekopieerd.",
        (
            "Ga na of uw kantoor een structuur heeft die past.",
            "Koppel de administratie eraan, of bouw de oude na.",
        ),
    ),
}

_TASKS_EN: Mapping[str, TaskWords] = {
    "give-access": TaskWords(
        "Give access to the administration",
        "After the release nobody sees the administration yet. You decide who works in it.",
        (
            "Go to Settings > Administrations.",
            "Choose Edit beside the administration, then the tab Users.",
            "Set Access to Yes for yourself and for the colleagues who work in it.",
        ),
    ),
    "invite-people": TaskWords(
        "Invite users again",
        "Users do not go along. Invite everybody who works with the administrations again.",
        (
            "See in the migration who had which role.",
            "Invite them under Settings > People.",
            "Then give them access to the administrations.",
        ),
    ),
    "invite-client": TaskWords(
        "Invite the client",
        "The client goes on with the account they have; that takes an invitation.",
        (
            "Ask the client with which e-mail address they sign in.",
            "Invite that address under Settings > People.",
            "Give access to the administrations that they may see.",
        ),
    ),
    "new-delivery-address": TaskWords(
        "Pass on the new delivery address",
        "The administration has a new address to mail documents to. The old one works for a while.",
        (
            "Look up the new address in the migration or under Settings > Administrations.",
            "Pass it on to the client and to whoever sends documents.",
            "Mail a document yourself, to see that it arrives.",
        ),
    ),
    "mailbox-rules": TaskWords(
        "Check the rules of your mailbox",
        "A rule that forwards mail to the old delivery address by itself stops working after a while.",
        (
            "Look in your mail program for rules that forward to the old delivery address.",
            "Replace the address, or switch the rule off.",
        ),
    ),
    "supplier-websites": TaskWords(
        "Replace the delivery address at suppliers",
        "Suppliers who mail their invoices still know the old address.",
        (
            "Find out which suppliers mail invoices to the old address.",
            "Replace the address on their websites, or ask the client to.",
        ),
    ),
    "bookmarks": TaskWords(
        "Replace bookmarks",
        "The old address of the environment only shows how it was, and points to the new place.",
        (
            "Open the new address and keep it as a bookmark.",
            "Remove the old bookmark, and tell your colleagues.",
        ),
    ),
    "becon-number": TaskWords(
        "Change the becon number",
        "Probably the becon number of your office belongs here now, instead of that of the previous one.",
        (
            "Look up the becon number of your office.",
            "Fill it in with the settings for tax returns of the administration.",
        ),
    ),
    "tax-contact-type": TaskWords(
        "Set the contact type for the tax authority",
        "Returns are filed in the name of an intermediary (INT) or of the taxpayer (BPL). That changes with whoever "
        "files them.",
        (
            "Open the VAT settings of the administration.",
            "Choose INT where your office files the returns, and BPL where the entrepreneur does.",
        ),
    ),
    "app-connections": TaskWords(
        "Activate connections in the App Center again",
        "Connections with other software stop at the switch, for their consent was for the old environment.",
        (
            "Find out with the client which connections are used.",
            "Activate them again in the App Center, with the supplier’s login.",
            "Check of each connection that something comes in again.",
        ),
    ),
    "mobile-pairing": TaskWords(
        "Pair the mobile app again",
        "The app on the telephone is paired with the old environment, for every user apart.",
        (
            "Ask every user to remove the old environment from the app.",
            "Let them pair the app with the new environment, from their own profile.",
        ),
    ),
    "bank-link": TaskWords(
        "Make the bank link with {0} again",
        "The link with {0} does not go along: the consent at the bank is for the old administration. There is nothing "
        "to do at the giver; the link stays there, read-only.",
        (
            "Find out whether the client banks with {0}, and who may sign.",
            "Make the link in the new administration, and let the client confirm it at {0}.",
            "Check that the first statements follow on the last balance.",
        ),
    ),
    "digipoort-certificate": TaskWords(
        "Arrange Digipoort and the PKIoverheid certificate",
        "Certificates do not go along. Without one of its own the new environment cannot file returns.",
        (
            "Find out whether your office has a PKIoverheid certificate for Digipoort already.",
            "If not, apply for one; it takes a few weeks.",
            "Set it up, and file a test return before the first real one.",
        ),
    ),
    "user-billing": TaskWords(
        "Decide who pays for the client’s user",
        "The client’s user can be invoiced to your office, or to the client directly.",
        (
            "Agree on it with the client.",
            "Set it with the user or in the agreement.",
        ),
    ),
    "payment-agreement": TaskWords(
        "Arrange a new payment agreement",
        "The giver’s payment agreement does not go along.",
        (
            "Agree with the client how and whom they pay.",
            "Put the new agreement down under Settings > Administrations.",
        ),
    ),
    "reports": TaskWords(
        "Make or link reports again",
        "Reports of one’s own design belong to the old environment.",
        (
            "Ask the client which reports they use.",
            "Make them here again, or link reports that your office has already.",
        ),
    ),
    "delete-old-environment": TaskWords(
        "Delete the original that you still have read-only",
        "The books are the receiver’s now. What you still have is a copy that can be read only; it may go once it can "
        "no longer be given back and you need not keep it. The proof stays.",
        (
            "Find out whether you still have to keep the records; set a legal hold if so.",
            "Open Originals and choose Delete beside the administration.",
            "Type the code and confirm.",
        ),
    ),
    "cancel-old-licence": TaskWords(
        "Cancel the old licence",
        "From now on you work at your office; the licence of your own environment goes on until you cancel it.",
        (
            "Wait until the migration can no longer be given back.",
            "Cancel through the link below, and keep the confirmation.",
        ),
    ),
    "bank-connections": TaskWords(
        "Make bank connections again",
        "Bank connections are not copied.",
        (
            "Find out with which banks the client had connections.",
            "Make them again in the new administration, and let the client confirm them at the bank.",
        ),
    ),
    "ports": TaskWords(
        "Set up ports again",
        "Ports are not copied: the ways by which messages went to bank and government.",
        (
            "Find out which ports the client used, and who managed them.",
            "Set up those that do not exist here yet.",
        ),
    ),
    "certificates": TaskWords(
        "Set up certificates again",
        "Certificates are in the name of whoever applied for them, and are not copied.",
        (
            "Find out in whose name the certificate was.",
            "Use your office’s certificate, or apply for one.",
        ),
    ),
    "vat-rights": TaskWords(
        "Grant rights for VAT",
        "Who may prepare, approve and file VAT returns is a setting of the environment, and is not copied.",
        (
            "Decide who prepares the returns, and who approves them.",
            "Grant those rights here, before the next return.",
        ),
    ),
    "reporting-structure": TaskWords(
        "Set up the reporting structure",
        "The reporting structure, and who may see it, are not copied.",
        (
            "Find out whether your office has a structure that fits.",
            "Link the administration to it, or build the old one again.",
        ),
    ),
}

_TASKS: Mapping[Language, Mapping[str, TaskWords]] = {"nl": _TASKS_NL, "en": _TASKS_EN}

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
        "vat-returns": LineWords("Btw-aangiften", "Ingediende aangiften; de btw per code in de boeken."),
        "fixed-assets": LineWords("Vaste activa", "Het saldo van de rekeningen van vaste activa."),
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
        "vat-returns": LineWords("VAT returns", "Returns that were filed; the VAT per code in the books."),
        "fixed-assets": LineWords("Fixed assets", "The balance of the accounts of fixed assets."),
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
        "relation": "Relaties",
        "relation_address": "Adressen",
        "relation_bank_account": "Bankrekeningen",
        "base": "grondslag",
        "vat": "btw",
        "total": "Totaal",
        "more": "overige",
        "register-not-held": "Het register van activa wordt hier niet bewaard; vergeleken zijn de saldi.",
        "returns-not-held": "De aangiften zelf worden hier niet bewaard. Wel vergeleken is de btw per code.",
        "vat-different": "De aangiften zelf worden hier niet bewaard, en de btw per code verschilt.",
        "no-such-accounts": "Geen rekening is als zodanig te herkennen.",
        "accounts-left-out": "Er zijn meer rekeningen dan hier passen; de controle heeft ze alle vergeleken.",
        "not-kept-here": "Deze installatie bewaart dit niet bij een administratie. Kijk zelf in beide omgevingen.",
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
