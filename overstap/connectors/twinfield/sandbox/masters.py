"""The smaller master data: VAT codes, currencies, users, asset methods, dimension types."""

from overstap.connectors.twinfield.sandbox.dimensions import type_name
from overstap.connectors.twinfield.sandbox.elements import Element, child, named, put, put_all, root, text, written_day
from overstap.connectors.twinfield.sandbox.session import About, Session
from overstap.connectors.twinfield.sandbox.state import LEVELS, Office, VatCode
from overstap.connectors.twinfield.sandbox.texts import Said
from overstap.connectors.twinfield.sandbox.transaction_reading import CURRENCIES
from overstap.connectors.twinfield.sandbox.transaction_reception import RATES

_CHANGED = "20250101080000"


def vat(request: Element, session: Session) -> Element:
    """``<read><type>vat</type><office/><code>VH</code></read>``."""
    office = session.office_in(request)
    code = text(request, "code")
    found = office.vat.get(code)
    if found is None:
        raise About(Said("vat-unknown", code), child(request, "code"))
    made = root("vat", {"status": found.status, "result": "1"})
    put_all(made, {"code": found.code, "name": found.name, "shortname": found.shortname, "uid": found.uid})
    put_all(made, {"created": _CHANGED, "modified": _CHANGED, "touched": "0"})
    named(made, "user", session.user.code, session.user.name, session.user.code)
    put(made, "type", found.kind)
    parent = put(made, "percentages")
    for since, rate in found.percentages:
        part = put(parent, "percentage", attributes={"status": "active", "inuse": "true"})
        put_all(part, {"date": written_day(since), "percentage": f"{rate:.9f}", "created": _CHANGED})
        put_all(part, {"name": found.name, "shortname": found.shortname})
        named(part, "user", session.user.code, session.user.name, session.user.code)
        for name in ("discountaccount", "writeoffaccount"):
            put(part, name, "", {"name": "", "shortname": "", "dimensiontype": ""})
        _vat_account(part, found, office)
    return made


def _vat_account(part: Element, found: VatCode, office: Office) -> None:
    account = office.account(found.account)
    made = put(put(part, "accounts"), "account", attributes={"id": "1"})
    names = {"name": account.name if account else "", "shortname": "", "dimensiontype": "BAS"}
    put(made, "dim1", found.account, names)
    named(made, "groupcountry", "NL", "Nederland", "")
    named(made, "group", found.group, f"Rubriek {found.group[2:]}", found.group)
    put_all(made, {"percentage": "100.0", "linetype": "vat"})


def currencies(request: Element, session: Session) -> Element:
    """``<list><type>currencies</type><office/></list>``."""
    session.office_in(request)
    made = root("currencies", {"result": "1"})
    for code, name in CURRENCIES.items():
        named(made, "currency", code, name, name)
    return made


def currency(request: Element, session: Session) -> Element:
    """``<read><type>currency</type><office/><code>USD</code></read>``."""
    session.office_in(request)
    code = text(request, "code")
    if code not in CURRENCIES:
        raise About(Said("currency-unknown", code), child(request, "code"))
    made = root("currency", {"status": "active", "result": "1"})
    put_all(made, {"code": code, "name": CURRENCIES[code], "shortname": CURRENCIES[code]})
    rate = put(put(made, "rates"), "rate", attributes={"status": "active"})
    put_all(rate, {"startdate": "20250101", "rate": f"{RATES[code]:.9f}"})
    return made


def users(_request: Element, session: Session) -> Element:
    """``<list><type>users</type></list>``: those of the organisation."""
    made = root("users", {"result": "1"})
    for one in session.organisation.users.values():
        named(made, "user", one.code, one.name, one.code)
    return made


def user(request: Element, session: Session) -> Element:
    """``<read><type>user</type><code>SYNC</code></read>``; without a code who asks."""
    code = text(request, "code") or session.user.code
    found = session.organisation.users.get(code)
    if found is None:
        raise About(Said("value-invalid", code), child(request, "code"))
    current = str(found is session.user).lower()
    made = root("user", {"iscurrentuser": current, "level": "User", "status": "active", "result": "1"})
    put_all(made, {"code": found.code, "name": found.name, "shortname": found.code, "nameview": "name"})
    put(made, "type", "regular", {"locked": "true"})
    put(made, "culture", found.culture, {"name": found.culture, "nativename": found.culture})
    put(made, "email", found.email)
    put(made, "role", "LVL2", {"locked": "true", "name": "Level 2", "shortname": "Level 2", "level": "2"})
    parent = put(put(made, "office"), "offices", attributes={"locked": "false"})
    for code_of in sorted(found.offices):
        office = session.organisation.offices[code_of]
        named(parent, "office", office.code, office.name, office.shortname)
    return made


def asset_method(request: Element, session: Session) -> Element:
    """``<read><type>assetmethod</type><office/><code>100</code></read>``: there is one, in a straight line."""
    office = session.office_in(request)
    if text(request, "code") != "100":
        raise About(Said("value-invalid", text(request, "code")), child(request, "code"))
    made = root("assetmethod", {"inuse": "true", "result": "1", "status": "active"})
    named(made, "office", office.code, office.name, office.shortname)
    put_all(made, {"code": "100", "name": "Lineair", "shortname": "Lineair"})
    put_all(made, {"nrofperiods": "60", "percentage": "0", "depreciatereconciliation": "from_purchase_date"})
    put(made, "calcmethod", "linearpurchasevalue")
    balance = put(made, "balanceaccounts")
    _method_account(balance, "purchasevalue", "0100", office)
    _method_account(balance, "depreciation", "0110", office)
    _method_account(put(made, "profitlossaccounts"), "depreciation", "4500", office)
    return made


def _method_account(parent: Element, tag: str, code: str, office: Office) -> None:
    found = office.account(code)
    names = {"name": found.name, "shortname": found.shortname, "dimensiontype": found.kind} if found else {}
    put(parent, tag, code, names)


def dimension_type(request: Element, session: Session) -> Element:
    """``<read><type>dimensiontype</type><office/><code>DEB</code></read>``."""
    office = session.office_in(request)
    kind = text(request, "code")
    if kind not in LEVELS:
        raise About(Said("dimension-type-unknown", kind), child(request, "code"))
    made = root("dimensiontype", {"status": "active", "result": "1"})
    named(made, "office", office.code, office.name, office.shortname)
    name = type_name(kind, session.language)
    put_all(made, {"code": kind, "name": name, "shortname": name[:20], "mask": "################"})
    put_all(put(made, "levels"), {"financials": str(LEVELS[kind]), "time": "0"})
    return made
