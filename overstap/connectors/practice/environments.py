"""The environments of the practice package: one file for each, ``<family>/<reference>.json``.

What it holds can be changed here, as it would be in a real package: an administration goes from one environment of
the package to another, gets another code, or the package stops answering.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.tenancy.values import PackageFamily

REFERENCE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,34}")


class PracticeRefused(Refused):
    """The practice package cannot do that."""

    code = "PRACTICE-REFUSED"


@dataclass(frozen=True, slots=True)
class PracticeEnvironment:
    """One environment of the package; ``administrations``: code to name."""

    family: PackageFamily
    reference: str
    answers: bool = True
    administrations: Mapping[str, str] = field(default_factory=dict)


def read(family: PackageFamily, reference: str) -> PracticeEnvironment | None:
    """The environment of that reference; None where there is none, or its file cannot be read as one."""
    if not REFERENCE.fullmatch(reference):
        return None
    try:
        found = json.loads(_path(family, reference).read_text(encoding="utf-8"))
        held = {str(code): str(name) for code, name in found["administrations"].items()}
        return PracticeEnvironment(family, reference, bool(found["answers"]), held)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def everything() -> Iterator[PracticeEnvironment]:
    """All environments, by family and reference."""
    for path in sorted(_folder().glob("*/*.json")):
        if path.parent.name in set(PackageFamily):
            found = read(PackageFamily(path.parent.name), path.stem)
            if found is not None:
                yield found


def put(family: PackageFamily, reference: str, code: str, name: str) -> None:
    """An administration is there from now on, in an environment that is made where there is none."""
    if not REFERENCE.fullmatch(reference) or not _CODE.fullmatch(code) or not (name.strip() and name.isprintable()):
        raise PracticeRefused(
            _("“%(text)s” cannot be used in the practice package.") % {"text": f"{reference} {code} {name}"[:120]},
            remedy=_("A reference has small letters, digits and hyphens; a code letters, digits and . _ -."),
        )
    before = read(family, reference) or PracticeEnvironment(family, reference)
    _write(replace(before, administrations={**before.administrations, code: name.strip()}))


def take(family: PackageFamily, reference: str, code: str) -> str:
    """An administration is there no longer; gives its name. Raises PracticeRefused."""
    before = _known(family, reference)
    if code not in before.administrations:
        raise PracticeRefused(
            _("The practice package has no administration “%(code)s” there.") % {"code": code[:40]},
            remedy=_("Look with “overstap practice list”."),
        )
    _write(replace(before, administrations={key: name for key, name in before.administrations.items() if key != code}))
    return before.administrations[code]


def move(family: PackageFamily, code: str, source: str, target: str, new_code: str = "") -> None:
    """The package's own move: gone from ``source``, there in ``target``, under ``new_code`` where one is given."""
    _known(family, target)
    name = take(family, source, code)
    put(family, target, new_code or code, name)


def answer(family: PackageFamily, reference: str, *, answers: bool) -> None:
    """Let the package answer there, or not. Raises PracticeRefused."""
    _write(replace(_known(family, reference), answers=answers))


def _known(family: PackageFamily, reference: str) -> PracticeEnvironment:
    found = read(family, reference)
    if found is None:
        raise PracticeRefused(
            _("The practice package has no environment “%(reference)s”.") % {"reference": reference[:80]},
            remedy=_("Make it with “overstap practice add”."),
        )
    return found


def _write(environment: PracticeEnvironment) -> None:
    path = _path(environment.family, environment.reference)
    path.parent.mkdir(parents=True, exist_ok=True)
    held = dict(sorted(environment.administrations.items()))
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.write_text(json.dumps({"answers": environment.answers, "administrations": held}, indent=1))
    partial.replace(path)


def _path(family: PackageFamily, reference: str) -> Path:
    return _folder() / str(family) / f"{reference}.json"


def _folder() -> Path:
    return Path(settings.PRACTICE_DIR)
