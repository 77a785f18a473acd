"""Dimensions: making, changing, deactivating and deleting them, each judged by itself.

What is not sent stays as it is; of addresses and banks the whole list is replaced. A code that is not sent is given.
"""

import re
from copy import deepcopy

from overstap.connectors.twinfield.sandbox.dimensions import made_of
from overstap.connectors.twinfield.sandbox.elements import (
    Element,
    accuse,
    child,
    children,
    plain,
    root,
    text,
    texts,
    whole,
)
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.state import LEVELS, Dimension, Office, uid
from overstap.connectors.twinfield.sandbox.texts import Said

_NOT_SENT = ("inuse", "uid", "touched")
_MASK = re.compile(r"[0-9A-Za-z._-]{1,16}")
_LONGEST = {"name": 80, "shortname": 20, "website": 100, "cocnumber": 20, "vatnumber": 20}
_FIRST = {"DEB": 1000, "CRD": 2000, "KPL": 10000, "PRJ": 1, "AST": 60000, "ACT": 1, "BAS": 3900, "PNL": 9900}
_STATUSES = ("active", "inactive", "hidden", "deleted")


def write(request: Element, session: Session) -> Element:
    """``<dimensions>`` with several, or one ``<dimension>``."""
    if plain(request.tag) == "dimension":
        return _one(request, session)
    made = root("dimensions", {"result": "1"})
    for given in children(request, "dimension"):
        answered = _one(given, session)
        made.append(answered)
        if answered.get("result") == "0":
            made.set("result", "0")
    return made


class _Given:
    """A dimension as it is sent, on whose elements complaints are put."""

    def __init__(self, element: Element, session: Session) -> None:
        self.echo = deepcopy(element)
        self.language = session.language
        self.wrong = False

    def complain(self, tag: str, key: str, *values: object) -> None:
        """Something is the matter with the element ``tag``, or with the whole where it is not there."""
        self.wrong = True
        element = child(self.echo, tag)
        accuse(self.echo if element is None else element, Said(key, *values).text(self.language))

    def refused(self) -> Element:
        self.echo.set("result", "0")
        return self.echo


def _one(element: Element, session: Session) -> Element:
    given = _Given(element, session)
    try:
        office = session.office_in(element)
    except Said as said:
        given.complain("office", said.key)
        return given.refused()
    kind = text(element, "type")
    if kind not in LEVELS:
        given.complain("type", "dimension-type-unknown", kind)
        return given.refused()
    code = text(element, "code") or _next(office, kind)
    there = office.dimensions[kind].get(code)
    _check(given, office, kind, code, there)
    if given.wrong:
        return given.refused()
    made = there or office.add(Dimension(kind, code, "", uid(session.organisation.code, office.code, kind, code)))
    _fill(made, element)
    made.touched += 1
    made.modified = session.now
    return made_of(made, office, session.language)


def _next(office: Office, kind: str) -> str:
    numbers = map(whole, office.dimensions[kind])
    return str(max([_FIRST[kind] - 1, *numbers]) + 1)


def _check(given: _Given, office: Office, kind: str, code: str, there: Dimension | None) -> None:
    for tag in _NOT_SENT:
        if child(given.echo, tag) is not None:
            given.complain(tag, "element-not-allowed", tag)
    if not _MASK.fullmatch(code):
        given.complain("code", "code-mask", code)
    if there is None and not text(given.echo, "name"):
        given.complain("name", "value-missing", "name")
    for tag, longest in _LONGEST.items():
        if len(text(given.echo, tag)) > longest:
            given.complain(tag, "value-too-long", longest)
    _check_status(given, office, kind, code)
    _check_financials(given, office)


def _check_status(given: _Given, office: Office, kind: str, code: str) -> None:
    status = given.echo.get("status", "active")
    if status not in _STATUSES:
        given.complain("", "value-invalid", status)
    elif status == "deleted" and office.uses[kind, code] > 0:
        given.complain("code", "dimension-in-use", code)


def _check_financials(given: _Given, office: Office) -> None:
    part = child(given.echo, "financials")
    if part is None:
        return
    vat, account, days = text(part, "vatcode"), text(part, "substitutewith"), text(part, "duedays")
    wrong = [
        ("vatcode", "vat-unknown", vat, bool(vat) and vat not in office.vat),
        ("substitutewith", "dimension-unknown", account, bool(account) and office.account(account) is None),
        ("duedays", "value-invalid", days, bool(days) and not days.isdecimal()),
    ]
    for tag, key, value, bad in wrong:
        element = child(part, tag)
        if bad and element is not None:
            given.wrong = True
            accuse(element, Said(key, value).text(given.language))


def _fill(made: Dimension, given: Element) -> None:
    for name in _LONGEST:
        if child(given, name) is not None:
            setattr(made, name, text(given, name))
    if "status" in given.attrib:
        made.status = str(given.get("status"))
    financials = child(given, "financials")
    if financials is not None:
        made.financials.update(texts(financials))
        made.mandate.update(texts(child(financials, "collectmandate")))
    elif not made.financials and made.kind in ("DEB", "CRD"):
        made.financials["duedays"] = "30"
    if made.kind in ("DEB", "CRD"):
        made.financials.setdefault("substitutewith", "")
        made.financials["substitutewith"] = made.financials["substitutewith"] or (
            "1300" if made.kind == "DEB" else "1600"
        )
    made.credit.update(texts(child(given, "creditmanagement")))
    made.assets.update(texts(child(given, "fixedassets")))
    made.projects.update(texts(child(given, "projects")))
    _fill_lists(made, given)


def _fill_lists(made: Dimension, given: Element) -> None:
    if child(given, "addresses") is not None:
        made.addresses = [_held(one) for one in children(child(given, "addresses"), "address")]
    if child(given, "banks") is not None:
        made.banks = [_held(one) for one in children(child(given, "banks"), "bank")]
    if child(given, "paymentconditions") is not None:
        made.conditions = [texts(one) for one in children(child(given, "paymentconditions"), "paymentcondition")]


def _held(one: Element) -> dict[str, str]:
    """An address or bank: its attributes and words, and those of the address within a bank."""
    within = {f"address-{name}": value for name, value in texts(child(one, "address")).items()}
    told = {name: str(value) for name, value in one.attrib.items() if name in ("type", "default")}
    return {**told, **texts(one), **within}
