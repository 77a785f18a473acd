"""Move profiles: where products disagree, the disagreement is data.

Those of the installation are TOML files in this folder. An operator can copy one under another name and change the
copy; a copy is never changed afterwards, so a move keeps the terms under which it began.
"""

from functools import cache
from importlib import resources

from overstap.moves.profiles.reading import ProfileInvalid, read_profile
from overstap.moves.profiles.values import Profile

__all__ = ["Profile", "ProfileInvalid", "profile", "read_profile", "shipped", "text_of"]


def profile(name: str) -> Profile:
    """The profile of that name. Raises ProfileInvalid when there is none or it cannot be used."""
    return _read(name, text_of(name))


def shipped() -> list[str]:
    """The names of the profiles of the installation."""
    files = resources.files(__name__).iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


@cache
def text_of_shipped(name: str) -> str | None:
    """The TOML of a profile of the installation, or None."""
    if name not in shipped():
        return None
    return (resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8")


def text_of(name: str) -> str:
    """The TOML of a profile. Raises ProfileInvalid when there is none."""
    text = text_of_shipped(name) or _copied(name)
    if text is None:
        raise ProfileInvalid(
            f"There is no move profile “{name}”.", remedy="Use one of the profiles that are installed."
        )
    return text


def _copied(name: str) -> str | None:
    from overstap.moves.models import ProfileCopy

    if not name.isprintable():
        return None
    return ProfileCopy.objects.filter(name=name).values_list("text", flat=True).first()


@cache
def _read(name: str, text: str) -> Profile:
    return read_profile(text, called=name)
