"""The way into an archive: of the whole of it for who reads the books, of one's own documents for others (R068)."""

from overstap.books.documents import queries
from overstap.books.ledger.queries import Administration
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web.books.opening import books

TAB = "administration-documents"


def archive(actor: Actor, code: str) -> Administration:
    """The administration whose archive it is. Raises NotFound, NotAllowed, NoAccess."""
    return (
        books(actor, code) if queries.sees_all(actor) else access.administration(actor, code, Right.DELIVER_DOCUMENTS)
    )


def can_change(actor: Actor, one: Administration) -> bool:
    """Whether the actor may change documents here now: buttons that would be refused are left out."""
    return one.state == "active" and may(actor.role, Right.WRITE_BOOKS)


def can_add(actor: Actor, one: Administration) -> bool:
    """Whether the actor may add documents here now."""
    return one.state == "active" and may(actor.role, Right.DELIVER_DOCUMENTS)
