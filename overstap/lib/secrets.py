"""Secrets: made with the operating system's randomness, kept in files that only the owner can read, hashed at rest."""

import hashlib
import os
import secrets
import time
from pathlib import Path

_LONGEST_TOKEN = 200  # characters that are looked at


def load_or_create_secret(path: Path) -> str:
    """The secret in ``path``; made at the first call (50 random bytes), mode 0600. Safe from several processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(50)
        file.write(secret)
    return secret


def make_token(size: int) -> str:
    """A new token of ``size`` random bytes, fit for a URL and for a command line: no dash in front, as options have."""
    while True:
        token = secrets.token_urlsafe(size)
        if not token.startswith("-"):
            return token


def _read_when_written(path: Path) -> str:
    for _ in range(100):
        text = path.read_text()
        if text:
            return text
        time.sleep(0.01)
    raise RuntimeError(f"{path.name} is empty")


def token_hash(token: str) -> str:
    """What is stored of a token of 128 bits or more: its SHA-256, hexadecimal (no salt needed at that strength)."""
    # A command line may hand over bytes that are no text at all: a wrong token like any other.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link_hash(token: str) -> str:
    """Under what the token of a personal link is kept; one that is too long to be ours is hashed like any other."""
    return token_hash(token[:_LONGEST_TOKEN])
