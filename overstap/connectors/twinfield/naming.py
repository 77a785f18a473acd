"""How relations of an office are called here.

Twinfield keys customers (DEB) and suppliers (CRD) apart: both may have a 1000, which are two parties as a rule. Our
relations share one row of codes. The same code with the same name is one relation, both customer and supplier; with
another name the supplier's code gets the type behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from overstap.connectors.twinfield.desk import Desk

_MARK = ".CRD"


@dataclass
class Naming:
    """The relations of the office at a desk."""

    desk: Desk = field(repr=False)

    @cached_property
    def both(self) -> frozenset[str]:
        """Codes that are the same party in both types."""
        return frozenset(code for code in self._shared if self._names("DEB")[code] == self._names("CRD")[code])

    @cached_property
    def _shared(self) -> frozenset[str]:
        return frozenset(self._names("DEB").keys() & self._names("CRD").keys())

    def _names(self, kind: str) -> Mapping[str, str]:
        return {one.code: one.name for one in self.desk.listed(kind)}

    def ours(self, kind: str, code: str) -> str:
        """What a customer or supplier of Twinfield is called here."""
        apart = kind == "CRD" and code in self._shared and code not in self.both
        return code + _MARK if apart else code

    def is_both(self, code: str) -> bool:
        """Whether it is one relation for us."""
        return code in self.both


def theirs(code: str) -> str:
    """What one of our relations is called at Twinfield."""
    return code.removesuffix(_MARK)
