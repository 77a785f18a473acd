"""django-exact, unmodified: ``python with_django_exact.py ADDRESS CODE``; prints what it found as JSON."""

import json
import sys
import urllib.request
from typing import Any

import django
from django.conf import settings


def main(address: str, code: str) -> None:
    """Consent was given; do with the client what an application does with it."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.sites", "exact"],
        SITE_ID=1,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EXACT_ONLINE_REDIRECT_URI="https://overstap.example/koppelen",
        EXACT_ONLINE_CLIENT_ID="overstap-sandbox",
        EXACT_ONLINE_CLIENT_SECRET="sandbox-geheim",
        EXACT_ONLINE_API_URL=f"{address}/api",
        EXACT_ONLINE_DIVISION=100_002,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    json.dump(_found(address, code), sys.stdout)


def _found(address: str, code: str) -> dict[str, object]:
    from exact.api import Exact  # type: ignore[import-untyped]
    from exact.models import Session  # type: ignore[import-untyped]

    api = Exact()
    session = Session.objects.get()
    session.authorization_code = code
    session.save()
    api = Exact()
    api.get_token()
    found: dict[str, object] = {"auth_url": api.auth_url}
    made = [api.accounts.create({"Name": f"Klant {place}", "Code": str(place)}) for place in range(130)]
    found["paged"] = len(list(api.accounts.filter("Type eq 'A'", select="ID,Code")))
    found["limited"] = len(list(api.accounts.filter("Type eq 'A'", limit=5)))
    found["by_code"] = api.accounts.get(code="25")["Name"]
    api.accounts.update(made[25]["ID"], {"Name": "Anders"})
    found["changed"] = api.accounts.get(code="25")["Name"]
    api.accounts.delete(made[25]["ID"])
    found["missing"] = _missing(api)
    found["error"] = _error(api)
    found["sale"] = _sale(api, made[3]["ID"])
    _later(address)
    found["after_refresh"] = len(list(api.glaccounts.filter("Type eq 20")))
    found["refreshed"] = Session.objects.get().refresh_token != session.refresh_token
    return found


def _missing(api: Any) -> bool:
    try:
        api.accounts.get(code="25")
    except api.DoesNotExist:
        return True
    return False


def _error(api: Any) -> object:
    from exact.api import ExactException

    try:
        api.accounts.create({"Name": "Dubbel", "Code": "24"})
    except ExactException as error:
        return error.error_message
    return None


def _sale(api: Any, customer: str) -> object:
    account = api.glaccounts.get(code="8100")["ID"]
    lines = [{"GLAccount": account, "AmountFC": 100, "VATCode": "2"}]
    made = api.sales.create({"Customer": customer, "Journal": "70", "SalesEntryLines": lines})
    return api.sales.get(entry_number=made["EntryNumber"])["AmountDC"]


def _later(address: str) -> None:
    """Ten minutes go by."""
    asked = urllib.request.Request(  # noqa: S310 - the sandbox on this machine
        f"{address}/_sandbox/clock", data=b'{"seconds": 601}', headers={"Content-Type": "application/json"}
    )
    urllib.request.urlopen(asked).close()  # noqa: S310


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
