"""Move profiles: where products disagree, the disagreement is data (TOML files in this folder)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from overstap.lib.errors import NeedsSetting
from overstap.lib.money import parse_amount
from overstap.moves.values import Party


class ProfileInvalid(NeedsSetting):
    """A profile file cannot be used."""

    code = "PROFILE-INVALID"


@dataclass(frozen=True, slots=True)
class Profile:
    """What differs from one kind of move to another."""

    name: str
    titles: Mapping[str, str]  # by language
    terms: Mapping[Party, Mapping[str, str]]  # by party, then language: what that party agrees to
    valid_days: int
    advised_administrations: int
    fee_per_administration: Decimal
    currency: str
    undo_days: int
    overridable: frozenset[str]
    not_held: tuple[str, ...]


@cache
def profile(name: str) -> Profile:
    """The profile of that name. Raises ProfileInvalid when there is none or its file is wrong."""
    path = resources.files(__name__) / f"{name}.toml"
    if "/" in name or not path.is_file():
        raise ProfileInvalid(
            f"There is no move profile “{name}”.", remedy="Use one of the profiles that are installed."
        )
    try:
        return _read(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, ValueError, TypeError) as error:
        raise ProfileInvalid(f"Move profile “{name}” cannot be used: {error!r}.", remedy="Correct its file.") from error


def _read(data: Mapping[str, Any]) -> Profile:
    return Profile(
        name=data["name"],
        titles={"nl": data["title_nl"], "en": data["title_en"]},
        terms={party: {language: data["terms"][f"{party}_{language}"] for language in ("nl", "en")} for party in Party},
        valid_days=int(data["consent"]["valid_days"]),
        advised_administrations=int(data["limits"]["advised_administrations"]),
        fee_per_administration=parse_amount(data["fee"]["per_administration"]),
        currency=data["fee"]["currency"],
        undo_days=int(data["undo"]["days"]),
        overridable=frozenset(data["overrides"]["allowed"]),
        not_held=tuple(data["not_held"]["kinds"]),
    )
