"""The ticket file: what it says, and that nothing else passes for one (R126, R127, R129)."""

import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overstap.moves.proof.keys import SigningKey
from overstap.moves.tickets import file
from overstap.moves.tickets.file import TicketRefused
from overstap.moves.tickets.values import LARGEST, Ticket, file_name, url_part

TICKET = Ticket(
    issuer="Overstap",
    slug="enyoi",
    environment="Enyoi & Zn",
    move_uid=uuid.UUID("00000000-0000-4000-8000-000000000001"),
    administrations=3,
    expires_at=datetime(2027, 1, 21, tzinfo=UTC),
    nonce="n" * 43,
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    """The installation's key."""
    return SigningKey.load_or_create(tmp_path_factory.mktemp("key") / "key.pem")


def refused(content: bytes, key: SigningKey) -> str:
    """The code with which a file is refused."""
    with pytest.raises(TicketRefused) as caught:
        file.read(content, key)
    return caught.value.code


def test_r127_the_file_is_named_after_the_url_part() -> None:
    assert file_name("enyoi") == "enyoi-overdracht-ticket.avr"


def test_r126_what_was_written_is_read(key: SigningKey) -> None:
    content = file.write(TICKET, key)
    assert file.read(content, key) == TICKET
    assert len(content) < LARGEST


def test_it_holds_no_business_data(key: SigningKey) -> None:
    claims = jwt.decode(file.write(TICKET, key), options={"verify_signature": False})
    assert set(claims) == {"v", "iss", "sub", "slug", "name", "administrations", "exp", "jti"}


def test_it_is_a_jws_that_any_library_verifies(key: SigningKey) -> None:
    header = jwt.get_unverified_header(file.write(TICKET, key))
    assert header == {"alg": "EdDSA", "kid": key.fingerprint, "typ": "overstap-ticket+jwt"}


def test_each_altered_character_is_refused(key: SigningKey) -> None:
    text = file.write(TICKET, key).decode().strip()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    codes = set()
    for place, letter in enumerate(text):
        if letter == ".":
            continue
        other = letters[(letters.index(letter) + 1) % 64]
        codes.add(refused(f"{text[:place]}{other}{text[place + 1 :]}".encode(), key))
    assert codes <= {"TICKET-ALTERED", "TICKET-UNREADABLE", "TICKET-FOREIGN"}
    assert "TICKET-ALTERED" in codes


def test_a_ticket_of_another_key_is_foreign(key: SigningKey, tmp_path: Path) -> None:
    other = SigningKey.load_or_create(tmp_path / "other.pem")
    assert refused(file.write(TICKET, other), key) == "TICKET-FOREIGN"


def test_a_ticket_that_names_our_key_without_having_it_is_refused(key: SigningKey, tmp_path: Path) -> None:
    other = SigningKey.load_or_create(tmp_path / "other.pem")
    forged = jwt.encode(
        {"v": 1}, other.private, algorithm="EdDSA", headers={"kid": key.fingerprint, "typ": "overstap-ticket+jwt"}
    )
    assert refused(forged.encode(), key) == "TICKET-ALTERED"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "overstap-ticket+jwt"},
        {"alg": "HS256", "typ": "overstap-ticket+jwt"},
        {"alg": "EdDSA", "typ": "JWT"},
        {"alg": "EdDSA", "typ": "overstap-ticket+jwt", "jwk": {}},
        {"alg": "EdDSA", "typ": "overstap-ticket+jwt", "crit": ["exp"]},
    ],
)
def test_the_file_does_not_say_how_it_is_checked(key: SigningKey, header: dict[str, Any]) -> None:
    told = encoded({**header, "kid": key.fingerprint})
    rest = file.write(TICKET, key).decode().strip().split(".", 1)[1]
    assert refused(f"{told}.{rest}".encode(), key) == "TICKET-UNREADABLE"


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: {**claims, "more": 1},
        lambda claims: {name: value for name, value in claims.items() if name != "jti"},
        lambda claims: {**claims, "administrations": True},
        lambda claims: {**claims, "administrations": "3"},
        lambda claims: {**claims, "sub": "no uid"},
        lambda claims: {**claims, "exp": 10**30},
        lambda claims: {**claims, "v": 2},
    ],
)
def test_what_we_signed_for_something_else_is_no_ticket(
    key: SigningKey, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    claims = jwt.decode(file.write(TICKET, key), options={"verify_signature": False})
    headers = {"kid": key.fingerprint, "typ": "overstap-ticket+jwt"}
    signed = jwt.encode(change(claims), key.private, algorithm="EdDSA", headers=headers)
    assert refused(signed.encode(), key) in ("TICKET-UNREADABLE", "TICKET-ALTERED")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"a.b",
        b"a.b.c.d",
        "é.b.c".encode(),
        b"<xml/>",
        b"." * 10,
        b"a" * (LARGEST + 1),
        b"bnVsbA.e30.e30",
        b"W10.e30.e30",
    ],
)
def test_what_is_no_ticket_is_refused(key: SigningKey, content: bytes) -> None:
    assert refused(content, key) == "TICKET-UNREADABLE"


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(TicketRefused):
        file.read(content, _KEY)


def test_a_ticket_larger_than_any_is_not_even_looked_at(key: SigningKey) -> None:
    assert refused(file.write(replace(TICKET, environment="x" * LARGEST), key), key) == "TICKET-UNREADABLE"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Enyoi", "enyoi"),
        ("Bakkerij Jansen B.V.", "bakkerij-jansen-b-v"),
        ("Café ’t Hoekje", "cafe-t-hoekje"),
        ("  ---  ", ""),
        ("Straße 1", "strasse-1"),
        ("x" * 80, "x" * 63),
    ],
)
def test_r134_the_url_part_is_by_default_the_name_in_lower_case(name: str, part: str) -> None:
    assert url_part(name) == part


def encoded(value: dict[str, Any]) -> str:
    """A part of a JWS."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class _Fixed:
    """A key for the test that gets hundreds of files."""

    fingerprint = "0" * 64
    public = bytes(32)


_KEY: Any = _Fixed()
