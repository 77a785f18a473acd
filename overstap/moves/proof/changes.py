"""Finds which place of a proof was changed since it was signed."""

from collections.abc import Mapping
from itertools import zip_longest

from overstap.lib.sentences import Sentence, sentence
from overstap.moves.proof.canonical import Json, below, leaves, sha256_of
from overstap.moves.proof.document import DIGITS, leaf_digits
from overstap.moves.proof.errors import ProofRefused


def refuse_changed(document: Mapping[str, Json]) -> None:
    """Raises ProofRefused PROOF-SECTION-CHANGED when a section does not agree with its hash or its digits."""
    manifest, hashes, places = (_mapping(document[name]) for name in ("manifest", "sections", "places"))
    _refuse_other_names(manifest, hashes, "sections")
    _refuse_other_names(manifest, places, "places")
    for name in sorted(manifest):
        _refuse_changed_section(below("manifest", name), manifest[name], hashes[name], places[name])


def refuse_other_spelling(data: bytes, wanted: bytes) -> None:
    """Raises ProofRefused PROOF-NOT-CANONICAL at the first byte that is not as canonical JSON has it."""
    if data == wanted:
        return
    pairs = zip_longest(data, wanted)
    byte = next(index for index, (found, right) in enumerate(pairs) if found != right)
    raise ProofRefused(
        "PROOF-NOT-CANONICAL",
        sentence("The same values, written otherwise from byte %(byte)d on.", byte=byte),
        place=f"byte {byte}",
    )


def _refuse_other_names(manifest: Mapping[str, Json], listed: Mapping[str, Json], where: str) -> None:
    for name in sorted(set(manifest) | set(listed)):
        if name not in listed:
            place = below("manifest", name)
            raise _changed(
                place, sentence("%(place)s was added, or %(other)s was removed.", place=place, other=below(where, name))
            )
        if name not in manifest:
            place = below("manifest", name)
            raise _changed(
                place, sentence("%(place)s was removed, or %(other)s was added.", place=place, other=below(where, name))
            )


def _refuse_changed_section(place: str, value: Json, sha256: Json, digits: Json) -> None:
    name = place.removeprefix("manifest")
    same_hash = sha256_of(value, place) == sha256
    same_digits = leaf_digits(place, value) == digits
    if same_hash and same_digits:
        return
    if same_digits:
        raise _changed(f"sections{name}", sentence("%(place)s was changed.", place=f"sections{name}"))
    if same_hash or not isinstance(digits, str):
        raise _changed(f"places{name}", sentence("%(place)s was changed.", place=f"places{name}"))
    raise _changed(*_first_change(place, value, digits))


def _first_change(section: str, value: Json, digits: str) -> tuple[str, Sentence]:
    """The place of the first leaf that is not as it was signed, and a sentence about it."""
    found = [place for place, _ in leaves(value, section)]
    now, signed = _chunks(leaf_digits(section, value)), _chunks(digits)
    alike = next((index for index, pair in enumerate(zip_longest(now, signed)) if pair[0] != pair[1]), 0)
    if len(now) < len(signed):
        place = found[min(alike, len(found) - 1)]
        return place, sentence(
            "Something was removed from %(section)s, at or near %(place)s.", section=section, place=place
        )
    place = found[alike]
    if len(now) > len(signed):
        return place, sentence(
            "Something was added to %(section)s, at or near %(place)s.", section=section, place=place
        )
    others = sum(a != b for a, b in zip(now, signed, strict=True)) - 1
    if not others:
        return place, sentence("%(place)s was changed.", place=place)
    words = sentence(
        "%(place)s was changed, and %(count)d other places in %(section)s.", place=place, count=others, section=section
    )
    return place, words


def _chunks(digits: str) -> list[str]:
    return [digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS)]


def _changed(place: str, message: Sentence) -> ProofRefused:
    return ProofRefused("PROOF-SECTION-CHANGED", message, place=place)


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
