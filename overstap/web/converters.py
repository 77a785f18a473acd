"""How codes stand in addresses."""


class AdministrationCode:
    """The code of an administration (tenancy.checks), with ``~`` for the slash that it may hold."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._~-]{0,34}"

    def to_python(self, value: str) -> str:
        """The code as people know it."""
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        """The code as one part of an address."""
        return value.replace("/", "~")
