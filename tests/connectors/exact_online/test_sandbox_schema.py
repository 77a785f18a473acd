"""The sandbox serves every resource and field of Exact's documentation."""

import json
from pathlib import Path

import pytest

from overstap.connectors.exact_online.sandbox.schema import endpoints
from tests.connectors.exact_online.sandbox_caller import BOOKS, Caller

OWN = "read/sync/Sync/SyncTimestamp"


def test_every_resource_and_field_of_the_recorded_schema_is_there(shared: Path) -> None:
    recorded = json.loads((shared / "data/exact/endpoint-schema.json").read_text(encoding="utf-8"))
    known = {
        one["uri"].removeprefix("/api/v1/").replace("{division}/", ""): {
            field["name"] for field in one["fields"] if field.get("name")
        }
        for one in recorded
    }
    ours = {path: {*one.fields, *one.navigations} for path, one in endpoints().items() if path != OWN}
    assert len(ours) == 399
    assert ours == known


def test_methods_are_those_of_the_recorded_schema(shared: Path) -> None:
    recorded = json.loads((shared / "data/exact/endpoint-schema.json").read_text(encoding="utf-8"))
    for one in recorded:
        path = one["uri"].removeprefix("/api/v1/").replace("{division}/", "")
        assert endpoints()[path].methods == set(one["methods"]), path


@pytest.fixture(scope="module")
def asked() -> Caller:
    """One sandbox for all questions: they change nothing."""
    return Caller()


LISTS = sorted(
    path for path, one in endpoints().items() if "GET" in one.methods and one.fields and path not in {OWN, "current/Me"}
)


@pytest.mark.parametrize("path", LISTS)
def test_what_is_served_without_a_select_has_every_field(asked: Caller, path: str) -> None:
    endpoint = endpoints()[path]
    address = f"beta/{BOOKS}/{path.removeprefix('beta/')}" if path.startswith("beta/") else f"{BOOKS}/{path}"
    answer = asked.client.get(f"/api/v1/{address}", params={"$top": "1", **_filter(path)})
    assert answer.status_code == 200, answer.text
    for row in answer.json()["d"]:
        assert set(row) == {"__metadata", *endpoint.fields, *endpoint.navigations}
        assert all("__deferred" in row[name] for name in endpoint.navigations)


def _filter(path: str) -> dict[str, str]:
    return {"$filter": "Created ne null"} if path in {"crm/Accounts", "logistics/Items"} else {}
