"""The resources that there are and their fields, from ``fields.txt`` beside this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_METHODS = {"G": "GET", "P": "POST", "U": "PUT", "D": "DELETE"}
_NUMBER, _BOOLEAN, _NAVIGATION = "#", "?", ">"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One resource: ``crm/Accounts``. ``fields`` are the plain ones; ``key`` is the first of them."""

    path: str
    methods: frozenset[str]
    fields: tuple[str, ...]
    numbers: frozenset[str]
    booleans: frozenset[str]
    navigations: tuple[str, ...]
    mandatory: frozenset[str]
    filterable: frozenset[str]

    @property
    def key(self) -> str:
        """The field that identifies a row."""
        return self.fields[0]

    @property
    def service(self) -> str:
        """The first part of the address: ``crm``, ``bulk``, ``sync`` …"""
        return self.path.partition("/")[0]

    @property
    def page(self) -> int:
        """How many rows one answer has at most."""
        return 1000 if self.service in {"bulk", "sync"} else 60

    @property
    def model(self) -> str:
        """The name of its type in ``__metadata``."""
        name = self.path.rpartition("/")[2]
        return "Exact.Web.Api.Models." + _singular(name)


@cache
def endpoints() -> Mapping[str, Endpoint]:
    """All of them, by address without the division: ``crm/Accounts``, ``beta/budget/BudgetScenarios``."""
    text = resources.files(__package__).joinpath("fields.txt").read_text(encoding="utf-8")
    made = [_endpoint(line) for line in text.splitlines() if line and not line.startswith("#")]
    return {one.path: one for one in made}


def _endpoint(line: str) -> Endpoint:
    address, methods, *words = line.split(" ")
    words = [word for word in words if word]
    names = [word.rstrip("#?>!*") for word in words]
    marks = [word[len(name) :] for word, name in zip(words, names, strict=True)]
    marked = list(zip(names, marks, strict=True))
    starred = frozenset(name for name, mark in marked if "*" in mark)
    plain = tuple(name for name, mark in marked if _NAVIGATION not in mark)
    return Endpoint(
        path=address.replace("{division}/", ""),
        methods=frozenset(_METHODS[one] for one in methods),
        fields=plain,
        numbers=frozenset(name for name, mark in marked if _NUMBER in mark),
        booleans=frozenset(name for name, mark in marked if _BOOLEAN in mark),
        navigations=tuple(name for name, mark in marked if _NAVIGATION in mark),
        mandatory=frozenset(name for name, mark in marked if "!" in mark),
        filterable=starred or frozenset(plain),
    )


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith("sses"):
        return name[:-2]
    return name.removesuffix("s")
