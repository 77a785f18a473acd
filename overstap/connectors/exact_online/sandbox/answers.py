"""Answers of Exact Online: JSON, and refusals in its own shape."""

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

JSON = "application/json; charset=utf-8"
MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Exact Online</title></head>"
    "<body><h1>Exact Online is tijdelijk niet beschikbaar wegens onderhoud.</h1></body></html>"
)


class Refusal(Exception):
    """The answer is an error; ``message`` None: an answer without a body."""

    def __init__(self, status: int, message: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})

    def answer(self) -> Response:
        """As it goes out."""
        if self.message is None:
            return Response(b"", status=self.status, headers=self.headers)
        return Response(error_text(self.message), status=self.status, headers=self.headers, content_type=JSON)


def error_text(message: str) -> str:
    """The body of an error, line ends and blanks as recorded from the real one (spec of exact ruby client)."""
    told = json.dumps(message, ensure_ascii=False)
    return '{\r\n"error": {\r\n"code": "", "message": {\r\n"lang": "", "value": ' + told + "\r\n}\r\n}\r\n}"


def bad_request(message: str = "Bad Request - Error in query syntax.") -> Refusal:
    """What is asked is no proper question."""
    return Refusal(400, message)


def not_found(message: str = "Resource not found.") -> Refusal:
    """No such resource, or no row with that key."""
    return Refusal(404, message)


def business(message: str) -> Refusal:
    """What the books do not allow: a 500, in the language of the user."""
    return Refusal(500, message)


def forbidden(message: str, reason: str) -> Refusal:
    """403, with the header that tells why."""
    return Refusal(403, message, {"Reason": reason})


def answer(told: Any, status: int = 200) -> Response:
    """``told`` as JSON inside the envelope ``d``."""
    return Response(json.dumps({"d": told}, ensure_ascii=False), status=status, content_type=JSON)
