"""ProcessXml: which request is answered by what."""

from collections.abc import Callable, Mapping

from overstap.connectors.twinfield.sandbox import (
    browse,
    browse_meta,
    dimension_writing,
    dimensions,
    masters,
    matching,
    offices,
    transaction_reading,
    transaction_writing,
)
from overstap.connectors.twinfield.sandbox.elements import (
    Element,
    Unreadable,
    accuse,
    parsed,
    plain,
    root,
    text,
    written,
)
from overstap.connectors.twinfield.sandbox.session import About, Session
from overstap.connectors.twinfield.sandbox.soap import INVALID_XML, NO_COMPANY, Fault
from overstap.connectors.twinfield.sandbox.texts import DUTCH, Said, say

_Answered = Callable[[Element, Session], Element]
_LISTS: Mapping[str, _Answered] = {
    "offices": offices.listed,
    "dimensions": dimensions.listed,
    "browsefields": browse_meta.fields,
    "currencies": masters.currencies,
    "users": masters.users,
}
_READS: Mapping[str, _Answered] = {
    "office": offices.read,
    "dimensions": dimensions.read,
    "transaction": transaction_reading.read,
    "browse": browse_meta.definition,
    "vat": masters.vat,
    "user": masters.user,
    "currency": masters.currency,
    "assetmethod": masters.asset_method,
    "dimensiontype": masters.dimension_type,
}
_WRITES: Mapping[str, _Answered] = {
    "dimensions": dimension_writing.write,
    "dimension": dimension_writing.write,
    "transactions": transaction_writing.write,
    "transaction": transaction_writing.write,
    "match": matching.write,
}


def is_query(request: Element) -> bool:
    """Whether it only asks, which costs less."""
    return plain(request.tag) in ("list", "read", "columns")


def understood(text_of: str) -> Element:
    """The request in ``xmlRequest``. Raises Fault."""
    try:
        return parsed(text_of)
    except Unreadable as error:
        raise Fault(INVALID_XML, say("xml-invalid", (), DUTCH)) from error


def answer(request: Element, session: Session) -> str:
    """The XML that answers a request. Raises Fault or BadRequest for one that cannot be answered in XML."""
    kind = plain(request.tag)
    wanted = text(request, "type")
    if (kind, wanted) != ("list", "offices") and not session.company:
        raise Fault(NO_COMPANY, say("company-missing", (), session.language))
    if kind == "columns":
        return browse.answer(request, session)
    answered = {"list": _LISTS, "read": _READS}.get(kind, {}).get(wanted) or _WRITES.get(kind)
    if answered is None:
        return _refused(request, session, Said("not-implemented"))
    try:
        return written(answered(request, session))
    except Said as said:
        return _refused(request, session, said)


def _refused(request: Element, session: Session, said: Said) -> str:
    """The request comes back, with what is the matter on the element that it is the matter with."""
    message = said.text(session.language)
    element = said.element if isinstance(said, About) else None
    if element is not None:
        accuse(element, message)
        request.set("result", "0")
    else:
        accuse(request, message)
    return written(request)


def empty(tag: str, message: str) -> Element:
    """An empty answer that says why it is empty."""
    made = root(tag)
    accuse(made, message)
    return made
