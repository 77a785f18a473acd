"""Make the web font from the installed fontpkg-inter package: nothing is fetched, nothing is committed."""

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LETTERS = "U+0020-007E,U+00A0-017F,U+2010-2027,U+2030-203A,U+20AC,U+2122,U+2190-2193,U+2212"
FEATURES = ["kern", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "case"]


class Command(BaseCommand):
    """Does nothing when the font is there."""

    help = "Make the web font."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the font and its licence to the folder of assets."""
        del args, options
        target = Path(settings.ASSETS_DIR) / "fonts" / "inter-latin.woff2"
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        (target.parent / "inter-licence.txt").write_text((files("fontpkg_inter") / "LICENSE").read_text())
        made = target.with_suffix(".part")
        _smaller(_narrowed()).save(made)
        made.replace(target)


def _narrowed() -> TTFont:
    """Inter in the weights that we use, read anew, as the subsetter needs it."""
    source = files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"
    font = instancer.instantiateVariableFont(
        TTFont(str(source), recalcTimestamp=False), {"opsz": 14, "wght": (400, 700)}
    )
    buffer = io.BytesIO()
    font.save(buffer)
    return TTFont(io.BytesIO(buffer.getvalue()), recalcTimestamp=False)


def _smaller(font: TTFont) -> TTFont:
    """The letters that Dutch and its neighbours need."""
    chosen = subset.Subsetter(subset.Options(flavor="woff2", layout_features=FEATURES))
    chosen.populate(unicodes=subset.parse_unicodes(LETTERS))
    chosen.subset(font)
    font.flavor = "woff2"
    return font
