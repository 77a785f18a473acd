"""The seven roles and what each may do, as one table. Nothing else decides about rights."""

from enum import StrEnum


class Role(StrEnum):
    """The roles of people in an environment (Dutch names of the source pages in comments)."""

    SUPERUSER = "superuser"  # Supergebruiker
    ACCOUNTANT = "accountant"  # Accountant
    SME_BOOKKEEPER = "sme_bookkeeper"  # Boekhouder MKB
    AUTHORISATION_MANAGER = "authorisation_manager"  # Autorisatiebeheerder
    AUTHORISER = "authoriser"  # Autorisator
    CLIENT_USER = "client_user"  # Klantgebruiker
    RESTRICTED_CLIENT_USER = "restricted_client_user"  # Beperkte klantgebruiker


class Right(StrEnum):
    """What somebody may do. Rights on books need access to the administration besides."""

    READ_BOOKS = "read_books"
    WRITE_BOOKS = "write_books"
    EXPORT_BOOKS = "export_books"
    AUTHORISE = "authorise"
    MANAGE_WORKFLOWS = "manage_workflows"
    DELIVER_DOCUMENTS = "deliver_documents"
    MANAGE_ADMINISTRATIONS = "manage_administrations"
    MANAGE_ACCESS = "manage_access"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_LICENCE = "manage_licence"
    START_MOVE = "start_move"
    RECEIVE_MOVE = "receive_move"
    READ_MOVES = "read_moves"
    READ_AUDIT = "read_audit"


ON_BOOKS = frozenset(
    {Right.READ_BOOKS, Right.WRITE_BOOKS, Right.EXPORT_BOOKS, Right.AUTHORISE, Right.DELIVER_DOCUMENTS}
)

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.SUPERUSER: frozenset(Right),
    Role.ACCOUNTANT: ON_BOOKS,
    Role.SME_BOOKKEEPER: frozenset({Right.READ_BOOKS, Right.WRITE_BOOKS, Right.DELIVER_DOCUMENTS}),
    Role.AUTHORISATION_MANAGER: frozenset(
        {Right.READ_BOOKS, Right.AUTHORISE, Right.MANAGE_WORKFLOWS, Right.DELIVER_DOCUMENTS}
    ),
    Role.AUTHORISER: frozenset({Right.AUTHORISE, Right.DELIVER_DOCUMENTS}),
    Role.CLIENT_USER: frozenset({Right.READ_BOOKS, Right.DELIVER_DOCUMENTS}),
    Role.RESTRICTED_CLIENT_USER: frozenset({Right.DELIVER_DOCUMENTS}),
}


def may(role: str, right: Right) -> bool:
    """Whether ``role`` includes ``right``; an unknown role may do nothing."""
    return role in RIGHTS and right in RIGHTS[Role(role)]
