"""exactonline (ossobv), unmodified: ``python with_exactonline.py ADDRESS CODE INI``; prints what it found as JSON."""

import json
import sys
from pathlib import Path

from exactonline.api import ExactApi  # type: ignore[import-untyped]
from exactonline.resource import DELETE, GET, POST, PUT  # type: ignore[import-untyped]
from exactonline.storage.ini import IniStorage  # type: ignore[import-untyped]

SETTINGS = """\
[server]
auth_url = {address}/api/oauth2/auth
rest_url = {address}/api
token_url = {address}/api/oauth2/token
[application]
base_url = https://overstap.example/koppelen
client_id = overstap-sandbox
client_secret = sandbox-geheim
iteration_limit = 500
"""


def main(address: str, code: str, ini: str) -> None:
    """Consent was given; do with the client what an application does with it."""
    Path(ini).write_text(SETTINGS.format(address=address), encoding="utf-8")
    storage = IniStorage(ini)
    api = ExactApi(storage=storage)
    api.request_token(code)
    choices, current = api.get_divisions()
    api.set_division(100_001)
    found = {
        "divisions": sorted(choices),
        "current": current,
        "customers": len(api.relations.filter(filter="IsSales eq true", select="ID")),
        "two": len(api.relations.filter(filter="IsSales eq true", top="2")),
        "lines": len(api.restv1(GET("financialtransaction/TransactionLines?$select=ID"))),
        "accounts": len(api.ledgeraccounts.filter()),
        "contacts": len(api.contacts.filter()),
        "bank_accounts": len(api.bankaccounts.filter()),
        "vat_codes": len(api.vatcodes.filter()),
        "receivables": len(api.receivables.filter()),
        "deferred": "__deferred" in api.restv1(GET("salesentry/SalesEntries?$top=1"))[0]["SalesEntryLines"],
    }
    api.set_division(100_002)
    made = api.restv1(POST("crm/Accounts", {"Name": "Piet", "Code": "9"}))
    api.restv1(PUT(f"crm/Accounts(guid'{made['ID']}')", {"Name": "Anders"}))
    found["changed"] = api.relations.get(filter="trim(Code) eq '9'")["Name"]
    api.restv1(DELETE(f"crm/Accounts(guid'{made['ID']}')"))
    found["left"] = len(api.relations.filter(filter="Type eq 'A'"))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
