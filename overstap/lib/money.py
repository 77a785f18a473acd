"""Amounts: Decimal with two decimals, debit positive, credit negative. No float touches one."""

from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def parse_amount(text: str) -> Decimal:
    """The amount in ``text`` (a dot before the decimals, at most two of them that matter).

    Raises ValueError for anything else: exponents, NaN, thousands separators, more than 18 digits, part cents.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"not an amount: {text!r}") from None
    if not amount.is_finite() or "e" in text.lower() or "_" in text or abs(amount) >= Decimal(10) ** 18:
        raise ValueError(f"not an amount: {text!r}")
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise ValueError(f"more precise than a cent: {text!r}")
    return rounded
