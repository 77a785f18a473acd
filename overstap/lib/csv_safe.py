"""Text for a cell of a CSV file that a spreadsheet will open."""

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection).
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula: where it could, with an apostrophe before it.

    For text that people typed; a number that we wrote ourselves needs none of this.
    """
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINNINGS) else text
