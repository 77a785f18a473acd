"""Text that people typed is no formula in the spreadsheet of somebody else."""

import pytest

from overstap.lib.csv_safe import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =HYPERLINK(1)"])
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bakkerij Jansen", "a=b", "1-2", "'t Hoekje", "é"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
