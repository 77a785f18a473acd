"""Every address of the installation, read from the list of addresses itself: a new page cannot be forgotten."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

IN_ENVIRONMENT = "e/<slug:environment>/"


@dataclass(frozen=True)
class Address:
    """One line of the list: where it stands, its whole name, and the names of its parts."""

    route: str
    name: str
    parts: tuple[str, ...]

    @property
    def in_environment(self) -> bool:
        """Whether it is a page of an environment."""
        return self.route.startswith(IN_ENVIRONMENT)

    def filled(self, examples: Mapping[str, str]) -> str:
        """The address with an example for each part, and the question that goes with it (under "name?").

        Raises KeyError for a part without an example.
        """
        path = self.route
        for part, converter in _parts(self.route):
            own = f"{self.name}.{part}"
            path = path.replace(f"<{converter}{part}>", examples[own if own in examples else part])
        return "/" + path + examples.get(f"{self.name}?", "")


def addresses() -> list[Address]:
    """All of them, those of django-allauth too; those for programs have tests of their own (tests/api)."""
    return [one for one in _below(get_resolver().url_patterns, "", "") if not one.route.startswith("api/")]


def _below(patterns: list[URLPattern | URLResolver], before: str, space: str) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one.url_patterns, route, inner)
        else:
            yield Address(route, f"{space}{one.name or route}", tuple(part for part, _converter in _parts(route)))


def _parts(route: str) -> Iterator[tuple[str, str]]:
    """The parts of a route and what stands before their names (``slug:`` or nothing)."""
    for piece in route.split("<")[1:]:
        inside = piece.split(">")[0]
        converter, colon, name = inside.rpartition(":")
        yield name, converter + colon
