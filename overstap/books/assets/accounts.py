"""Which accounts of a ledger are fixed assets."""

_REFERENCES = ("BIva", "BMva", "BFva")  # RGS: intangible, tangible and financial fixed assets
_NAMES = ("vaste activa", "inventaris", "gebouw", "machine", "vervoermiddel", "goodwill", "fixed assets")


def is_fixed_asset(name: str, kind: str, reference: str) -> bool:
    """Whether an account is one of fixed assets, by its RGS code or else its name."""
    if reference:
        return reference.startswith(_REFERENCES)
    return kind != "P" and any(word in name.lower() for word in _NAMES)
