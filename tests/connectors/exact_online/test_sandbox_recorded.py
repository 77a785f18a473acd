"""What the sandbox answers is shaped as answers that were recorded from the real one."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.exact_online.sandbox_caller import Caller


def shape(row: dict[str, Any]) -> dict[str, str]:
    """Of each field what kind of thing it is."""
    return {name: _kind(value) for name, value in row.items() if value is not None}


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(sorted(value))
    if isinstance(value, str) and value.startswith("/Date("):
        return f"date of {len(value)}"
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


@pytest.mark.parametrize("name", ["APIResponse_Json_Array.txt", "APIResponse_Json_Object.txt"])
def test_a_relation_looks_as_recorded(exact: Caller, shared: Path, name: str) -> None:
    recorded = json.loads((shared / "data/exact" / name).read_text(encoding="utf-8-sig"))["d"]
    theirs = shape(recorded["results"][0] if "results" in recorded else recorded)
    ours = shape(exact.one("crm/Accounts", filter="trim(Code) eq '1'"))
    both = theirs.keys() & ours.keys()
    assert {"Code", "Country", "Created", "BankAccounts", "__metadata", "Name", "StartDate", "Blocked"} <= both
    assert {name: ours[name] for name in both} == {name: theirs[name] for name in both}


def test_types_and_addresses_are_written_as_recorded(exact: Caller) -> None:
    """Recorded: ``Exact.Web.Api.Models.Account``, ``…/api/v1/499156/crm/Accounts(guid'71b961de-…')``."""
    row = exact.one("crm/Accounts", filter="trim(Code) eq '1'")
    assert row["__metadata"]["type"] == "Exact.Web.Api.Models.Account"
    assert row["__metadata"]["uri"] == f"http://exact.test/api/v1/100001/crm/Accounts(guid'{row['ID']}')"
    assert row["BankAccounts"]["__deferred"]["uri"] == row["__metadata"]["uri"] + "/BankAccounts"
    assert len(row["Code"]) == 18
