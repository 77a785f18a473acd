"""Cards as matching takes them in. Imported by the worker's comparing alone: matching brings large libraries along."""

from overstap.coupling import matching
from overstap.coupling.values import Fields


def to_match(fields: Fields, administration: str, *, division: bool = False) -> matching.Card:
    """A card as matching takes it in; ``administration`` tells administrations apart."""
    return matching.Card(
        administration=administration,
        name=fields.get("name", ""),
        vat=fields.get("tax_number", ""),
        kvk=fields.get("commerce_number", ""),
        email=fields.get("email", ""),
        phone=fields.get("phone", ""),
        address=fields.get("street", ""),
        postcode=fields.get("postal_code", ""),
        city=fields.get("city", ""),
        iban=fields.get("iban", ""),
        kind=matching.Kind.DIVISION if division else matching.Kind.PARTY,
    )
