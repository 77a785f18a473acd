"""The OpenAPI document of the API, kept in ``docs/openapi.json`` so that a change of the API is seen in review."""

import json
from pathlib import Path

from overstap.api.api import api

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def described() -> str:
    """The document as the code gives it."""
    schema = api.get_openapi_schema(path_prefix="/api/v1")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=False, default=str) + "\n"


def write() -> None:
    """Write it where it is kept."""
    FILE.write_text(described(), encoding="utf-8")
