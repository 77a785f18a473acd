"""What Twinfield says, in Dutch and in English.

Sentences marked with a star stand so in recorded answers (php-twinfield's tests, forums); the others follow their form.
"""

from collections.abc import Mapping

DUTCH, ENGLISH = "nl", "en"

_UNBALANCED = (
    "De boeking is niet in balans. Er ontbreekt %(amount)s %(side)s."
    "//De boeking balanceert niet in de basisvaluta. Er ontbreekt %(amount)s %(side)s."
    "//De boeking balanceert niet in de rapportagevaluta. Er ontbreekt %(amount)s %(side)s."
)
_UNBALANCED_ENGLISH = (
    "The transaction is not in balance. %(amount)s %(side)s is missing."
    "//The transaction does not balance in the base currency. %(amount)s %(side)s is missing."
    "//The transaction does not balance in the reporting currency. %(amount)s %(side)s is missing."
)
SAID: Mapping[str, tuple[str, str]] = {
    # *
    "dimension-unknown": ("Dimensie %s bestaat niet.", "Dimension %s does not exist."),
    "dimension-type-unknown": ("Dimensietype %s bestaat niet.", "Dimension type %s does not exist."),
    "office-unknown": ("De administratie bestaat niet.", "The company does not exist."),
    "office-no-access": (
        "U hebt geen toegang tot deze administratie.",
        "You do not have access to this company.",
    ),
    "not-implemented": ("Type niet geïmplementeerd", "Type not implemented"),
    "company-missing": (
        "Toegang geweigerd. Company ontbreekt in request header.",
        "Access denied. Company is missing in request header.",
    ),
    "element-not-allowed": (
        "Het element '%s' mag niet worden aangeleverd.",
        "The element '%s' may not be provided.",
    ),
    "unbalanced": (_UNBALANCED, _UNBALANCED_ENGLISH),
    "date-outside-period": (
        "Datum %s valt buiten de opgegeven periode (%s).",
        "Date %s is not within the given period (%s).",
    ),
    "match-line-unknown": ("De regel bestaat niet.", "The line does not exist."),
    # in the form of those
    "xml-invalid": ("Ongeldige XML-gegevens.", "Invalid XML data."),
    "office-closing": (
        "De administratie is geblokkeerd: deze wordt afgesloten.",
        "The company is blocked: it is being closed.",
    ),
    "office-blocked": ("De administratie is geblokkeerd.", "The company is blocked."),
    "vat-unknown": ("BTW-code %s bestaat niet.", "VAT code %s does not exist."),
    "vat-wrong-type": (
        "BTW-code %s kan niet in dit dagboek worden gebruikt.",
        "VAT code %s cannot be used in this daybook.",
    ),
    "daybook-unknown": ("Dagboek %s bestaat niet.", "Daybook %s does not exist."),
    "transaction-unknown": ("De boeking bestaat niet.", "The transaction does not exist."),
    "transaction-final": (
        "De boeking is definitief en kan niet worden gewijzigd.",
        "The transaction is final and cannot be changed.",
    ),
    "period-unknown": ("Periode %s bestaat niet.", "Period %s does not exist."),
    "period-closed": ("Periode %s is afgesloten.", "Period %s is closed."),
    "period-opening": (
        "Een beginbalans kan alleen in periode 00 worden geboekt.",
        "An opening balance can be posted to period 00 only.",
    ),
    "currency-unknown": ("Valuta %s bestaat niet.", "Currency %s does not exist."),
    "value-missing": ("Het element '%s' is verplicht.", "The element '%s' is mandatory."),
    "value-invalid": ("De waarde '%s' is ongeldig.", "The value '%s' is not valid."),
    "value-too-long": (
        "De waarde mag niet langer zijn dan %s tekens.",
        "The value may not be longer than %s characters.",
    ),
    "too-few-lines": (
        "Een boeking bestaat uit ten minste twee regels.",
        "A transaction has at least two lines.",
    ),
    "one-total": (
        "Een boeking in dit dagboek heeft precies één totaalregel.",
        "A transaction of this daybook has exactly one total line.",
    ),
    "relation-missing": (
        "Bij grootboekrekening %s is een dimensie van niveau 2 verplicht.",
        "Ledger account %s needs a dimension of level 2.",
    ),
    "relation-wrong": (
        "Dimensie %s kan niet bij grootboekrekening %s worden gebruikt.",
        "Dimension %s cannot be used with ledger account %s.",
    ),
    "dimension-inactive": ("Dimensie %s is niet actief.", "Dimension %s is not active."),
    "dimension-in-use": (
        "Dimensie %s is in gebruik en kan niet worden verwijderd.",
        "Dimension %s is in use and cannot be deleted.",
    ),
    "code-mask": (
        "De code %s voldoet niet aan het masker van het dimensietype.",
        "Code %s does not match the mask of the dimension type.",
    ),
    "match-unbalanced": (
        "De som van de af te letteren regels is niet nul.",
        "The lines to be matched do not add up to zero.",
    ),
    "match-not-possible": ("De regel kan niet worden afgeletterd.", "The line cannot be matched."),
    "match-too-much": (
        "Het bedrag is hoger dan het openstaande bedrag.",
        "The amount exceeds what is open.",
    ),
    "match-code": ("Afletterregel %s bestaat niet.", "Match code %s does not exist."),
    "browse-unknown": ("Browse %s bestaat niet.", "Browse %s does not exist."),
    "field-unknown": ("Het veld %s bestaat niet.", "The field %s does not exist."),
    "one-year": (
        "Vraag de gegevens van één boekjaar tegelijk op.",
        "Request the data of one book year at a time.",
    ),
    "reason-missing": (
        "Geef de reden van verwijdering op.",
        "Give the reason for deletion.",
    ),
}


class Said(Exception):
    """Something is the matter; ``key`` is in SAID."""

    def __init__(self, key: str, *values: object, **named: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: object = named or values

    def text(self, language: str) -> str:
        """The sentence."""
        return say(self.key, self.values, language)


def say(key: str, values: object, language: str) -> str:
    """A sentence of SAID with its values, in a language."""
    dutch, english = SAID[key]
    form = english if language == ENGLISH else dutch
    return form % values if values else form


def language_of(culture: str) -> str:
    """The language of a culture such as "nl-NL"."""
    return ENGLISH if culture.startswith("en") else DUTCH
