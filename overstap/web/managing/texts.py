"""Words of the settings and the audit log: rights, packages, mails, and every action that leaves a line."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.tenancy.roles import Right, Role
from overstap.tenancy.systems import SystemState
from overstap.tenancy.tokens.values import Scope, State
from overstap.tenancy.values import PACKAGE_NAMES, Notice, OfficeKind, PackageFamily
from overstap.web.managing.action_words import ACTIONS
from overstap.web.words import word

Words = Mapping[str, str | Promise]

OFFICE_KINDS: Words = {
    OfficeKind.ACCOUNTANCY: _("Accountancy office"),
    OfficeKind.ENTREPRENEUR: _("Entrepreneur"),
}

RIGHTS: Words = {
    Right.READ_BOOKS: _("Look into the books"),
    Right.WRITE_BOOKS: _("Book entries"),
    Right.EXPORT_BOOKS: _("Export books"),
    Right.AUTHORISE: _("Authorise documents"),
    Right.MANAGE_WORKFLOWS: _("Set up authorisation workflows"),
    Right.DELIVER_DOCUMENTS: _("Deliver documents"),
    Right.MANAGE_ADMINISTRATIONS: _("Add and change administrations"),
    Right.MANAGE_ACCESS: _("Give access to administrations"),
    Right.MANAGE_PEOPLE: _("Manage people, office and environment"),
    Right.MANAGE_LICENCE: _("Manage the licence"),
    Right.START_MOVE: _("Start a migration"),
    Right.RECEIVE_MOVE: _("Receive a migration"),
    Right.READ_MOVES: _("Follow migrations"),
    Right.READ_AUDIT: _("Read the audit log"),
}

PACKAGES: Words = {str(family): name for family, name in PACKAGE_NAMES.items()}

_BY_CODE = _("With a connector: change of connection, and migration between offices by transfer code.")
_BY_TICKET = _("With a connector: migration of a whole environment by transfer ticket.")
PACKAGE_DEEDS: Words = {
    PackageFamily.TWINFIELD: _BY_CODE,
    PackageFamily.EXACT_ONLINE: _BY_CODE,
    PackageFamily.MULTIVERS: _BY_CODE,
    PackageFamily.ACCOUNTVIEW: _BY_CODE,
    PackageFamily.AFAS_SB: _BY_TICKET,
}

SYSTEM_STATES: Words = {
    SystemState.CONNECTED: _("Connected"),
    SystemState.AVAILABLE: _("Not connected"),
    SystemState.UNAVAILABLE: _("Not available in this installation"),
}

SCOPES: Words = {
    Scope.ADMINISTRATIONS_READ: _("see which administrations there are"),
    Scope.DOCUMENTS_READ: _("list and fetch documents"),
    Scope.DOCUMENTS_WRITE: _("add, sort and delete documents"),
}

TOKEN_STATES: Words = {
    State.ACTIVE: _("active"),
    State.EXPIRED: _("expired"),
    State.REVOKED: _("revoked"),
}

NOTICES: Words = {
    Notice.OFFERED: _("My offer was sent"),
    Notice.ACCEPTED: _("My offer was accepted"),
    Notice.DELIVERED: _("A migration is ready to release"),
    Notice.RELEASED: _("A migration is completed, with the proof"),
}

OUTCOMES: Words = {"done": _("Done"), "refused": _("Refused")}


# In the order in which they are told.
FACTS: Words = {
    "administration": _("Administration"),
    "administrations": _("Administrations"),
    "move": _("Migration"),
    "party": _("Party"),
    "order": _("Order"),
    "fee": _("Costs"),
    "environment": _("Environment"),
    "slug": _("URL part"),
    "codes": _("Codes"),
    "findings": _("Findings"),
    "name": _("Name"),
    "person": _("Person"),
    "email": _("E-mail address"),
    "role": _("Role"),
    "package": _("Accounting system"),
    "reference": _("Environment at the package"),
    "operator": _("By operator"),
    "reason": _("Reason"),
    "from": _("From"),
    "to": _("To"),
    "wanted": _("Wanted"),
    "delivery_address": _("Delivery address"),
    "payment_agreement": _("Payment agreement"),
    "superuser": _("Superuser"),
    "number": _("Number"),
    "year": _("Year"),
    "entry": _("Entry"),
    "journal": _("Journal"),
    "customer": _("Customer"),
    "invoice": _("Invoice"),
    "project": _("Project"),
    "files": _("Files"),
    "lines": _("Lines"),
    "outcome": _("Outcome"),
    "state": _("State"),
    "until": _("Until"),
    "problems": _("Found"),
    "proof": _("Proof (SHA-256)"),
    "right": _("Needed"),
    "superusers": _("Superusers"),
    "kind": _("Kind"),
    "begun_by": _("Begun by"),
    "task": _("Task"),
    "line": _("Line"),
    "answer": _("Answer"),
    "document": _("Document"),
    "workflow": _("Workflow"),
    "workflows": _("Workflows"),
    "authorisers": _("Authorisers"),
    "moment": _("Authorised"),
    "comment": _("Comment"),
    "count": _("Number of them"),
    "dropped": _("Changes that were dropped"),
    "app": _("App"),
    "device": _("Device"),
    "fields": _("Fields"),
    "decision": _("Decision"),
    "contacts": _("Contacts"),
}
_PLACES = {key: place for place, key in enumerate(FACTS)}
_OF_CODES = frozenset({"role", "state", "right", "package", "wanted"})  # facts whose values are codes


def action(code: str) -> str:
    """An action of the audit log in words; one without words stands for itself."""
    return str(ACTIONS.get(code, code))


def outcome(code: str) -> str:
    """Done or refused, in words."""
    return str(OUTCOMES.get(code, code))


def facts(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The facts of a line as pairs of words and text."""
    for key, value in sorted(told.items(), key=lambda fact: _place(fact[0])):
        is_role = key in ("from", "to") and str(value) in set(Role)
        text = _text(value, in_words=is_role or key in _OF_CODES)
        if text:
            yield str(FACTS.get(key, key)), text


def _place(key: str) -> tuple[int, str]:
    return (_PLACES.get(key, len(_PLACES)), key)


def _text(value: object, *, in_words: bool) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"from", "to"}:
            return f"{_text(value['from'], in_words=False) or '–'} → {_text(value['to'], in_words=False) or '–'}"
        if "code" in value and "message" in value:  # a finding: its text stands on the page of the import
            return str(value["code"])
        return ", ".join(f"{key}: {_text(one, in_words=False)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one, in_words=in_words) for one in value)))
    if value is None or value == "":
        return ""
    return _word(str(value)) if in_words else str(value)


def _word(code: str) -> str:
    for table in (RIGHTS, PACKAGES, NOTICES):
        if code in table:
            return str(table[code])
    return word(code)
