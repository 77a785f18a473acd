"""Who asks, in which office, in which language: what every part of the sandbox needs of a request."""

from dataclasses import dataclass
from datetime import datetime

from overstap.connectors.twinfield.sandbox.elements import Element, child, text
from overstap.connectors.twinfield.sandbox.state import Office, Organisation, User
from overstap.connectors.twinfield.sandbox.texts import Said, language_of


@dataclass(frozen=True, slots=True)
class Session:
    """One request. ``company`` is the office of its header."""

    organisation: Organisation
    user: User
    company: str
    now: datetime
    blocked: bool = False  # the fault "office-blocked" is on

    @property
    def language(self) -> str:
        """That of the user."""
        return language_of(self.user.culture)

    def offices(self) -> list[Office]:
        """Those that the user may see, by code."""
        return [one for code, one in sorted(self.organisation.offices.items()) if code in self.user.offices]

    def office(self, code: str) -> Office:
        """An office to work in. Raises Said."""
        found = self.organisation.offices.get(code)
        if found is None:
            raise Said("office-unknown")
        if code not in self.user.offices:
            raise Said("office-no-access")
        if self.blocked:
            raise Said("office-blocked")
        if found.closing:
            raise Said("office-closing")
        return found

    def office_in(self, request: Element) -> Office:
        """The office that a request names, else that of the header. Raises About, about the element that names it."""
        named = text(request, "office")
        try:
            return self.office(named or self.company)
        except Said as said:
            raise About(said, child(request, "office")) from said


class About(Said):
    """Something is the matter with an element (or, without one, with the whole)."""

    def __init__(self, said: Said, element: Element | None) -> None:
        super().__init__(said.key)
        self.values = said.values
        self.element = element
