"""Sending things to Twinfield in portions, and hearing of each what became of it.

Twinfield accepts a portion in part: each element of its answer has a result of its own. At most 25 in one request, as
Twinfield advises.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.client import messages
from overstap.connectors.twinfield.desk import Desk
from overstap.lib.findings import Finding, Severity

PORTION = 25
_ATTEMPTS = 3
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Twinfield answered about one element. ``said``: its own words, about what it refuses or warns of."""

    accepted: bool
    element: xml.Element
    said: tuple[str, ...] = ()


def sent(desk: Desk, root: str, elements: Sequence[xml.Element]) -> list[Outcome]:
    """Send one portion; one refused as a whole is refused in all its parts. Raises OutcomeUnknown, NoAccess."""
    try:
        answer = desk.client.told(desk.code, xml.make(root, *elements))
    except PackageRefused as error:
        return [Outcome(accepted=False, element=one, said=(error.message,)) for one in elements]
    parts = [one for one in answer if isinstance(one.tag, str)]
    if len(parts) != len(elements):
        said = tuple(messages(answer))
        return [Outcome(accepted=False, element=one, said=said) for one in elements]
    return [Outcome(one.get("result") == "1", one, tuple(messages(one))) for one in parts]


def surely(send: Callable[[], _T], look: Callable[[], None]) -> _T:
    """Send until it is known what became of it; ``look`` learns what is there by now, so that nothing is sent twice.

    Raises OutcomeUnknown where the connection goes on breaking.
    """
    for _attempt in range(_ATTEMPTS - 1):
        try:
            return send()
        except OutcomeUnknown:
            look()
    return send()


def refusal(place: str, said: Sequence[str]) -> Finding:
    """What Twinfield says of something that it does not take, in its own words."""
    message = " ".join(said) or "Twinfield gave no reason."
    return Finding("TWINFIELD-REFUSED", Severity.ERROR, place, message)
