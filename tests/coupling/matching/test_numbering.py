"""Numbers told apart."""

import numpy as np
import pytest

from overstap.coupling.matching.numbering import different, distinct


@pytest.mark.parametrize("numbers", [[], [7], [3, 3, 3], [5, -1, 2**40, 5, 0, -1]])
def test_it_gives_each_number_once_and_where_it_stands(numbers: list[int]) -> None:
    given = np.array(numbers, np.int64)
    values, place = distinct(given)
    assert different(given).tolist() == values.tolist() == sorted(set(numbers))
    assert values[place].tolist() == numbers
    assert different(given).dtype == place.dtype == np.int64
