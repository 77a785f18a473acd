"""The ready-made logins of the demonstration: in a file that only its owner reads, made when all is in place."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from overstap.cli import installation


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody as whom a visitor may sign in."""

    email: str
    name: str
    office: str
    role: str
    password: str


def is_furnished() -> bool:
    """Whether there is a demonstration to sign in to."""
    return _file().is_file()


def logins() -> list[Login]:
    """Everybody, in the order of their offices."""
    return [Login(**one) for one in json.loads(_file().read_text(encoding="utf-8"))]


def make_logins() -> list[Login]:
    """Give everybody one new password, and write it down."""
    # not earlier: this module is read before Django is set up
    from overstap.cli.demo.cast import BUILDER, GIVER, KEEPER, RECEIVER
    from overstap.tenancy import access, people

    password = secrets.token_urlsafe(9)
    made = [
        Login(member.email, member.name, office.name, member.role, password)
        for office in (GIVER, RECEIVER, BUILDER)
        for member in office.members
    ]
    made.append(Login(KEEPER.email, KEEPER.name, "Overstap", KEEPER.role, password))
    for one in made:
        people.set_password(person=access.person_by_email(one.email), password=password)
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(one) for one in made], file)
    return made


def _file() -> Path:
    return installation.demo_files() / "logins.json"
