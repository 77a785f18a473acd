"""Every read of the ledger that pages make, as one value to compare."""

from collections.abc import Sequence

from overstap.books.ledger import queries
from overstap.tenancy.models import Administration


def every_read(one: Administration, years: Sequence[int], as_of: int | None) -> dict[str, object]:
    """What each query gives about ``years``."""
    found: dict[str, object] = {"open items": queries.open_items(one, as_of=as_of), "year": queries.latest_year(one)}
    for year in years:
        found |= _of_year(one, year, as_of)
    return found


def _of_year(one: Administration, year: int, as_of: int | None) -> dict[str, object]:
    return {
        f"trial balance {year}": queries.trial_balance(one, year=year, as_of=as_of),
        f"some periods {year}": queries.trial_balance(one, year=year, from_period=2, to_period=3, as_of=as_of),
        f"card {year}": queries.ledger_card(one, "1300", year=year, as_of=as_of),
        f"journal {year}": queries.journal(one, "VRK", year=year, as_of=as_of),
        f"vat {year}": queries.vat_per_code(one, year, as_of=as_of),
    }
