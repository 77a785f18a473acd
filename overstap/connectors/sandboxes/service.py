"""A played service that is asked with a token: one call at a time, with the faults that all such services have."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Request, Response

from overstap.connectors.sandboxes.consent import Consent
from overstap.connectors.sandboxes.world import World

_BROKEN: Mapping[str, Callable[[Mapping[str, str]], Response]] = {
    "429": lambda facts: Response(status=429, headers={"Retry-After": facts.get("seconds", "30")}),
    "500": lambda _facts: Response(status=500),
    "maintenance": lambda _facts: Response("<html>Onderhoud</html>", content_type="text/html"),
    "moved": lambda facts: Response(status=302, headers={"Location": facts.get("to", "https://evil.example/")}),
}


class Service(ABC):
    """WSGI. Faults: ``401`` (the access token is over at once), ``429``, ``500``, ``maintenance``, ``moved``."""

    def __init__(self, world: World, token_lasts: int) -> None:
        self.world = world
        self.consent = Consent(world, token_lasts)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one call."""
        with self.world.lock:
            response = self.answer(Request(environ))
        return response(environ, start_response)

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """The answer to a call, by whoever holds the lock of the world."""

    def broken(self, request: Request) -> Response | None:
        """What a fault that is on answers; None where none is."""
        call = f"{request.method} {request.path}"
        if self.world.fault("401", call):
            self.consent.forget()
        for name, make in _BROKEN.items():
            fault = self.world.fault(name, call)
            if fault is not None:
                return make(fault.facts)
        return None


def as_json(told: object, status: int = 200) -> Response:
    """``told`` as JSON; amounts as numbers: those of a sandbox have few digits, so that none is lost."""
    return Response(json.dumps(told, default=_number), status=status, content_type="application/json")


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
