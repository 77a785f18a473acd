"""Contacts, and why they were joined or asked about, in sentences that doors tell in the reader's language.

Pure: no Django. ``lib.sentences.told`` tells them.
"""

from collections.abc import Mapping

from overstap.coupling.values import Answer, Deed, Why
from overstap.lib.sentences import Sentence, sentence

FIELD_NAMES: Mapping[str, Sentence] = {
    "name": sentence("Name"),
    "type": sentence("Kind"),
    "commerce_number": sentence("Chamber of Commerce number"),
    "tax_number": sentence("VAT number"),
    "contact": sentence("Contact person"),
    "email": sentence("E-mail"),
    "phone": sentence("Phone"),
    "website": sentence("Website"),
    "street": sentence("Street and number"),
    "postal_code": sentence("Postcode"),
    "city": sentence("City"),
    "country": sentence("Country"),
    "iban": sentence("Bank account"),
}

DEEDS: Mapping[str, Sentence] = {
    Deed.JOIN: sentence("joined"),
    Deed.KEEP_APART: sentence("kept apart"),
    Deed.SPLIT: sentence("split"),
    Deed.LEAD: sentence("chosen what leads"),
    Deed.CHANGE: sentence("changed"),
    Deed.REMOVE: sentence("removed"),
    Deed.UNDO: sentence("undone"),
}

ANSWERS: Mapping[str, Sentence] = {
    Answer.OPEN: sentence("to be decided"),
    Answer.SAME: sentence("the same"),
    Answer.DIFFERENT: sentence("different"),
    Answer.MOOT: sentence("settled by itself"),
}

KINDS: Mapping[str, Sentence] = {
    "C": sentence("customer"),
    "S": sentence("supplier"),
    "B": sentence("customer and supplier"),
    "O": sentence("other"),
}

# What is compared, as matching names it at the head of a reason.
_COMPARED: Mapping[str, Sentence] = {
    "name": sentence("name"),
    "Chamber of Commerce number": sentence("Chamber of Commerce number"),
    "VAT number": sentence("VAT number"),
    "bank account": sentence("bank account"),
    "e-mail": sentence("e-mail"),
    "telephone": sentence("telephone"),
    "address": sentence("address"),
    "legal form": sentence("legal form"),
    "administration": sentence("administration"),
}

_FOUND: Mapping[str, Sentence] = {
    str(one): one
    for one in (
        sentence("the same"),
        sentence("different"),
        sentence("unlike"),
        sentence("one word shared"),
        sentence("spelled much alike"),
        sentence("one holds the other and a group word"),
        sentence("one holds the other"),
        sentence("alike but for spelling"),
        sentence("the same words, abbreviated"),
        sentence("the same, found in several towns"),
        sentence("nearly different"),
        sentence("one typing error"),
        sentence("shared by a few"),
        sentence("shared by many"),
        sentence("same town"),
        sentence("same area"),
        sentence("same postcode"),
        sentence("same street"),
        sentence("same street and number"),
        sentence("the same, shared by others"),
        sentence("one administration"),
        sentence("two administrations"),
    )
}

_SPECIAL: Mapping[str, Sentence] = {
    "KVK-DIFFERS": sentence("different Chamber of Commerce numbers: never one party by itself"),
    "KVK-ONE-DIGIT": sentence("Chamber of Commerce numbers differ by one typing error"),
    "VAT-TYPE-DIFFERS": sentence("one VAT number is a sole proprietor's, one is not"),
    "BRANCH": sentence("same company, other place: perhaps a branch, to be kept separate"),
    "NAMELESS": sentence("a card names nobody in particular"),
}

# Chances, the surest first: from where on, and how it is said.
_CHANCES = (
    (0.95, sentence("almost certainly the same")),
    (0.75, sentence("probably the same")),
    (0.45, sentence("perhaps the same")),
    (0.0, sentence("rather not the same")),
)


def reason(why: Why) -> str:
    """A reason as a sentence; one that has no words here stands as matching wrote it."""
    if why.code in _SPECIAL:
        return _SPECIAL[why.code]
    compared, colon, found = why.text.partition(": ")
    if colon and compared in _COMPARED and found in _FOUND:
        return sentence("%(compared)s: %(found)s", compared=_COMPARED[compared], found=_FOUND[found])
    return why.text


def chance(value: float) -> str:
    """How likely it is, in words. ``value`` from 0 to 1."""
    return next((text for least, text in _CHANCES if value >= least), _CHANCES[-1][1])


def shown(field: str, value: str) -> str:
    """A field's value as people read it."""
    return KINDS.get(value, value) if field == "type" else value
