"""Which version a file is, and whether it is an audit file of the ledger at all."""

import re
from collections.abc import Iterable

from overstap.exchange.xaf.codes import Findings
from overstap.exchange.xaf.errors import CHOOSE_EXPORTED, NotAnAuditFile, OtherAuditFile
from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.versions import NAMESPACES
from overstap.lib.sentences import sentence

_BY_NAMESPACE = {uri.lower(): version for version, uri in NAMESPACES.items() if uri}
_TELLING = re.compile(
    r"xaf[/_ ]?v?(4\.0|3\.2\.1|3\.2|3\.1|3\.0|2)|financieel(4\.0|3\.2\.1|3\.2|3\.1|3\.0)", re.IGNORECASE
)

# Names that only the salary (XAS) and the cash register (XAA) audit file have. Both may use "auditfile" as their root,
# and the cash register one reuses the namespace of XAF 3.2.
SALARY_NAMES = frozenset(
    {"auditfilesalaris", "xmlauditfilesalaris", "loonaangifte", "werkgever", "werknemer", "werknemers", "loonheffing",
     "inhoudingsplichtige", "inkomstenverhouding", "loonstaat", "salarisadministratie"}
)  # fmt: skip
CASH_REGISTER_NAMES = frozenset(
    {"auditfileafrekensystemen", "cashregister", "cashregisters", "cashtransaction", "location", "locations",
     "articles", "eventreport", "ctline"}
)  # fmt: skip


def refuse_other_kinds(name: str, namespace: str, file: str) -> None:
    """Raises OtherAuditFile if an element of this name belongs to a salary or cash register file."""
    lower, space = name.lower(), namespace.lower()
    if lower in SALARY_NAMES or "salaris" in space or "/xas" in space or "loonaangifte" in space:
        raise OtherAuditFile(
            sentence("%(file)s is a salary audit file (XAS): it holds <%(name)s>.", file=file, name=name),
            remedy=sentence("Choose the audit file of the ledger (.xaf). Salaries are not moved with the books."),
        )
    if lower in CASH_REGISTER_NAMES or "afrekensyst" in space or "/xaa" in space:
        raise OtherAuditFile(
            sentence("%(file)s is a cash register audit file (XAA): it holds <%(name)s>.", file=file, name=name),
            remedy=sentence("Choose the audit file of the ledger (.xaf)."),
        )


def refuse_root(name: str, file: str) -> None:
    """Raises NotAnAuditFile unless the root element is that of an audit file."""
    if name != "auditfile":
        raise NotAnAuditFile(
            sentence("%(file)s is XML, but not an audit file: it begins with <%(name)s>.", file=file, name=name[:60]),
            remedy=CHOOSE_EXPORTED,
        )


def version_of(namespace: str, header_names: Iterable[str], findings: Findings) -> Version:
    """The version by namespace, else by the vocabulary of the header; a doubtful answer gives a finding."""
    known = _BY_NAMESPACE.get(namespace.lower().rstrip("/"))
    names = set(header_names)
    speaks_clair2 = "auditfileVersion" in names or ("productID" in names and "currencyCode" in names)
    if known is not None and not speaks_clair2:
        return known
    if speaks_clair2:
        if namespace:
            _note(findings, namespace, Version.CLAIR2)
        return Version.CLAIR2
    told = _TELLING.search(namespace)
    guess = Version(told.group(1)) if told else _by_header(names)
    _note(findings, namespace, guess)
    return guess


def _by_header(names: set[str]) -> Version:
    return Version.V4_0 if "RGSVersion" in names else Version.V3_2


def _note(findings: Findings, namespace: str, version: Version) -> None:
    if namespace:
        message = sentence(
            "The file has the namespace %(namespace)r, which no version of the format has; it is read as %(version)s.",
            namespace=namespace[:120],
            version=version,
        )
    else:
        message = sentence("The file has no namespace; it is read as %(version)s.", version=version)
    findings.add("XAF-NAMESPACE", "root element", message)
