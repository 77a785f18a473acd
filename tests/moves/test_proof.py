"""The signed proof of a move: what it says, and that no change to it goes unseen (R094, R095)."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overstap.moves.proof.canonical import MAX_DEPTH, canonical
from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.parse import MAX_BYTES
from overstap.moves.proof.sign import SigningKey, sign
from overstap.moves.proof.values import Manifest, moment
from overstap.moves.proof.verify import verify
from tests.moves import proof_example as example

Document = dict[str, Any]


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "key.pem")


@pytest.fixture
def document(key: SigningKey) -> bytes:
    return sign(example.manifest(), key)


def refusal(data: bytes, trusted_key: str | None = None) -> ProofRefused:
    with pytest.raises(ProofRefused) as caught:
        verify(data, trusted_key=trusted_key)
    return caught.value


def written(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def altered(document: bytes, change: Callable[[Document], object]) -> bytes:
    value = json.loads(document)
    change(value)
    return written(value)


# --------------------------------------------------------------------------------- a proof that is whole


def test_a_signed_proof_verifies_and_gives_the_manifest_back(document: bytes, key: SigningKey) -> None:
    verdict = verify(document)
    assert verdict.manifest == example.manifest()
    assert verdict.fingerprint == key.fingerprint
    assert verdict.document_sha256 == hashlib.sha256(document).hexdigest()
    assert not verdict.trusted


@pytest.mark.parametrize("name", ["fingerprint", "public_base64"])
def test_a_proof_of_a_trusted_key_is_trusted(document: bytes, key: SigningKey, name: str) -> None:
    assert verify(document, trusted_key=getattr(key, name)).trusted


def test_a_fingerprint_may_be_typed_in_groups_and_capitals(document: bytes, key: SigningKey) -> None:
    grouped = " ".join(key.fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()
    assert verify(document, trusted_key=grouped).trusted


def test_the_same_manifest_and_key_give_the_same_bytes(document: bytes, key: SigningKey) -> None:
    assert sign(example.manifest(), key) == document


def test_the_form_is_the_one_that_is_described() -> None:
    """An own signer, written from the description in ``document`` alone, makes the very same proof."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    manifest = example.manifest()
    assert sign(manifest, SigningKey(private)) == own_signer(plain(manifest), private)


def plain(manifest: Manifest) -> Document:
    from dataclasses import asdict

    value: Document = json.loads(json.dumps(asdict(manifest)))
    return value


def own_signer(manifest: Document, private: Ed25519PrivateKey) -> bytes:
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    document: Document = {
        "manifest": manifest,
        "overstap_proof": 1,
        "places": {name: own_digits(f"manifest.{name}", section) for name, section in manifest.items()},
        "sections": {name: hashlib.sha256(written(section)).hexdigest() for name, section in manifest.items()},
        "signature": {
            "algorithm": "Ed25519",
            "fingerprint": hashlib.sha256(public).hexdigest(),
            "key": base64.b64encode(public).decode(),
        },
    }
    value = private.sign(b"overstap-proof 1\n" + written(document))
    document["signature"]["value"] = base64.b64encode(value).decode()
    return written(document)


def own_digits(place: str, value: Any) -> str:
    if isinstance(value, dict) and value:
        return "".join(own_digits(f"{place}.{key}", value[key]) for key in sorted(value))
    if isinstance(value, list) and value:
        return "".join(own_digits(f"{place}[{index}]", item) for index, item in enumerate(value))
    return hashlib.sha256(place.encode() + b"=" + written(value)).hexdigest()[:8]


def test_verifying_needs_neither_django_nor_settings(document: bytes, tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    proof.write_bytes(document)
    program = (
        "import sys; from pathlib import Path; from overstap.moves.proof.verify import verify;"
        f"print(verify(Path({str(proof)!r}).read_bytes()).manifest.move.uid);"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'typst')])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={})
    assert run.stdout.splitlines() == ["mv-7Q2K-9X4D", "[]"]


# ----------------------------------------------------------------------------------- every change is seen


def test_it_refuses_every_single_flipped_byte(document: bytes) -> None:
    """Refused, and with a place: ``refusal`` fails when it is accepted or when anything else is raised."""
    nameless = []
    for at in range(len(document)):
        for bit in (0x01, 0x20):
            changed = bytearray(document)
            changed[at] ^= bit
            if not refusal(bytes(changed)).place:
                nameless.append((at, bit))
    assert nameless == []


def test_it_names_the_very_place_of_a_flipped_byte(document: bytes) -> None:
    changed = document.replace(b"Bakkerij De Korenaar", b"Bakkerij De Korenaaf", 1)
    refused = refusal(changed)
    assert (refused.code, refused.place) == ("PROOF-SECTION-CHANGED", "manifest.administrations[0].name")


CHANGES: dict[str, tuple[Callable[[Document], object], str]] = {
    "a number": (
        lambda d: d["manifest"]["verifications"][0]["records"][1].update(missing=1),
        "manifest.verifications[0].records[1].missing",
    ),
    "a time": (
        lambda d: d["manifest"]["timings"].update(frozen_at="2026-03-13T22:40:58.120+01:00"),
        "manifest.timings.frozen_at",
    ),
    "a consent": (
        lambda d: d["manifest"]["consents"][1].update(text="Ik neem niets over."),
        "manifest.consents[1].text",
    ),
    "an event": (
        lambda d: d["manifest"]["events"][2]["data"].update(step=4),
        "manifest.events[2].data.step",
    ),
    "another type": (
        lambda d: d["manifest"]["administrations"][0].update(position="104233"),
        "manifest.administrations[0].position",
    ),
    "a field more": (
        lambda d: d["manifest"]["administrations"][0].update(note="x"),
        "manifest.administrations[0].note",
    ),
    "a field less": (
        lambda d: d["manifest"]["administrations"][0].pop("name"),
        "manifest.administrations[0].new_code",
    ),
    "an item more": (
        lambda d: d["manifest"]["parties"][0]["people"].append({"name": "Mallory", "role": "superuser"}),
        "manifest.parties[0].people[2].name",
    ),
    "an item less": (
        lambda d: d["manifest"]["overrides"].clear(),
        "manifest.overrides",
    ),
    "swapped items": (
        lambda d: d["manifest"]["parties"].reverse(),
        "manifest.parties[0].environment",
    ),
    "a section more": (lambda d: d["manifest"].update(extra=[]), "manifest.extra"),
    "a section less": (lambda d: d["manifest"].pop("overrides"), "manifest.overrides"),
    "a section's hash": (lambda d: d["sections"].update(parties="0" * 64), "sections.parties"),
    "a section's digits": (lambda d: d["places"].update(parties="0" * 64), "places.parties"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_names_the_place_of_a_change(document: bytes, name: str) -> None:
    change, place = CHANGES[name]
    refused = refusal(altered(document, change))
    assert (refused.code, refused.place) == ("PROOF-SECTION-CHANGED", place)
    assert place in refused.message


def test_it_refuses_a_change_whose_hashes_were_made_to_fit(document: bytes) -> None:
    value = json.loads(document)
    value["manifest"]["overrides"] = []
    value["sections"]["overrides"] = hashlib.sha256(b"[]").hexdigest()
    value["places"]["overrides"] = own_digits("manifest.overrides", [])
    assert refusal(written(value)).code == "PROOF-SIGNATURE-WRONG"


def test_it_refuses_a_proof_signed_again_with_another_key(document: bytes, key: SigningKey) -> None:
    forger = Ed25519PrivateKey.generate()
    forged_manifest = json.loads(document)["manifest"]
    forged_manifest["overrides"] = []
    forged = own_signer(forged_manifest, forger)

    refused = refusal(forged, trusted_key=key.fingerprint)
    assert refused.code == "PROOF-KEY-UNKNOWN"
    assert SigningKey(forger).fingerprint in refused.message

    unasked = verify(forged)
    assert unasked.fingerprint == SigningKey(forger).fingerprint
    assert not unasked.trusted


@pytest.mark.parametrize(
    ("name", "value"),
    [("algorithm", "none"), ("key", "AAAA"), ("key", "A" * 43 + "="), ("fingerprint", "0" * 64), ("value", "A" * 88)],
)
def test_it_refuses_a_changed_signature(document: bytes, name: str, value: str) -> None:
    refused = refusal(altered(document, lambda d: d["signature"].update({name: value})))
    assert refused.code == "PROOF-SIGNATURE-WRONG"
    assert refused.place.startswith("signature.")


def test_it_refuses_a_broken_chain_though_the_signature_is_right(key: SigningKey) -> None:
    events = list(example.chain(5))
    events[3] = replace(events[3], person="Somebody Else")
    broken = replace(example.manifest(), events=tuple(events))
    private = Ed25519PrivateKey.generate()
    refused = refusal(own_signer(plain(broken), private))
    assert (refused.code, refused.place) == ("PROOF-CHAIN-BROKEN", "event 4")
    with pytest.raises(ProofRefused, match="Event 4"):
        sign(broken, key)


def test_it_refuses_a_signed_manifest_of_another_form() -> None:
    manifest = plain(example.manifest())
    manifest["administrations"][0]["position"] = True
    refused = refusal(own_signer(manifest, Ed25519PrivateKey.generate()))
    assert (refused.code, refused.place) == ("PROOF-NOT-A-PROOF", "manifest.administrations[0].position")


# --------------------------------------------------------------------------------------- hostile input


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "PROOF-NOT-JSON"),
        (b"\xff\xfe{}", "PROOF-NOT-JSON"),
        (b'\xef\xbb\xbf{"overstap_proof":1}', "PROOF-NOT-JSON"),
        (b"{} {}", "PROOF-NOT-JSON"),
        (b"[1.5]", "PROOF-NOT-JSON"),
        (b"[NaN]", "PROOF-NOT-JSON"),
        (b"[" + b"9" * 5000 + b"]", "PROOF-NOT-JSON"),
        (b'{"a":1,"a":1}', "PROOF-DUPLICATE-KEY"),
        (b"[" * 100_000, "PROOF-TOO-LARGE"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "PROOF-TOO-LARGE"),
        (b" " * (MAX_BYTES + 1), "PROOF-TOO-LARGE"),
        (b"[" + b"0," * 600_000 + b"0]", "PROOF-TOO-LARGE"),
        (b"null", "PROOF-NOT-A-PROOF"),
        (b"{}", "PROOF-NOT-A-PROOF"),
        (b"%PDF-1.7\n", "PROOF-PDF-UNSEALED"),
    ],
)
def test_it_refuses_what_is_no_proof(data: bytes, code: str) -> None:
    assert refusal(data).code == code


@pytest.mark.parametrize("version", [2, True, "1", None])
def test_it_refuses_an_unknown_version(document: bytes, version: object) -> None:
    refused = refusal(altered(document, lambda d: d.update(overstap_proof=version)))
    assert (refused.code, refused.place) == ("PROOF-NOT-A-PROOF", "overstap_proof")


@pytest.mark.parametrize("name", ["manifest", "places", "sections", "signature"])
@pytest.mark.parametrize("value", [None, [], 1, "x", {}, {"value": {}}])
def test_it_refuses_parts_of_another_type(document: bytes, name: str, value: object) -> None:
    assert refusal(altered(document, lambda d: d.update({name: value}))).code.startswith("PROOF-")


def test_it_refuses_half_a_character(document: bytes) -> None:
    data = document.replace(b"Bakkerij De", b"Bakkerij\\ud800De", 1)
    assert refusal(data).code == "PROOF-VALUE-UNFIT"


def test_it_refuses_a_duplicate_key_inside_the_manifest(document: bytes) -> None:
    data = document.replace(b'"outcome":"moved"', b'"outcome":"failed","outcome":"moved"', 1)
    refused = refusal(data)
    assert (refused.code, refused.place) == ("PROOF-DUPLICATE-KEY", "'outcome'")


@pytest.mark.parametrize(
    "spell",
    [
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b'":', b'": ', 1),
        lambda data: data.replace(b"Bakkerij", b"\\u0042akkerij", 1),
        lambda data: json.dumps(json.loads(data), indent=1).encode(),
    ],
)
def test_it_refuses_the_same_values_spelled_otherwise(document: bytes, spell: Callable[[bytes], bytes]) -> None:
    refused = refusal(spell(document))
    assert refused.code == "PROOF-NOT-CANONICAL"
    assert refused.place.startswith("byte ")


def test_it_refuses_every_truncation(document: bytes) -> None:
    assert {refusal(document[:length]).code for length in range(0, len(document), 5)} == {"PROOF-NOT-JSON"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=json_values, data=st.data())
def test_it_raises_nothing_but_refusals(document: bytes, value: object, data: st.DataObject) -> None:
    whole = json.loads(document)
    place: Any = whole
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    if not place or place[key] == value:
        return
    place[key] = value
    refusal(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode())


@settings(deadline=None, max_examples=100)
@given(junk=st.binary(max_size=300), start=st.sampled_from([b"", b"{", b"%PDF-1.7\n", b'{"manifest":{']))
def test_it_raises_nothing_but_refusals_for_noise(junk: bytes, start: bytes) -> None:
    refusal(start + junk)


def test_it_refuses_an_unreadable_trusted_key(document: bytes) -> None:
    assert refusal(document, trusted_key="my key").code == "PROOF-TRUSTED-KEY-UNREADABLE"


# ------------------------------------------------------------------------------------- what may be signed


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"freeze_milliseconds": 1.5}, "PROOF-VALUE-UNFIT", "manifest.timings.freeze_milliseconds"),
        ({"freeze_milliseconds": 2**53}, "PROOF-VALUE-UNFIT", "manifest.timings.freeze_milliseconds"),
        ({"frozen_at": "2026-03-14T22:40:58"}, "PROOF-NOT-A-PROOF", "manifest.timings.frozen_at"),
        ({"frozen_at": "yesterday"}, "PROOF-NOT-A-PROOF", "manifest.timings.frozen_at"),
        ({"frozen_at": "\ud800"}, "PROOF-VALUE-UNFIT", "manifest.timings.frozen_at"),
    ],
)
def test_it_does_not_sign_what_does_not_fit(key: SigningKey, change: dict[str, Any], code: str, place: str) -> None:
    manifest = example.manifest()
    with pytest.raises(ProofRefused) as caught:
        sign(replace(manifest, timings=replace(manifest.timings, **change)), key)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_a_moment_has_an_offset() -> None:
    assert moment(datetime(2026, 3, 14, 22, 40, 58, 120_999, tzinfo=UTC)) == "2026-03-14T22:40:58.120+00:00"
    with pytest.raises(ValueError, match="offset"):
        moment(datetime(2026, 3, 14))  # noqa: DTZ001 - the very thing that is refused


def test_canonical_json_is_as_described() -> None:
    value = {"b": [True, None, -1], "a": 'é"\\\n\x01/\u2028\U0001f600', "Z": {}, "é": []}
    expected = '{"Z":{},"a":"é\\"\\\\\\n\\u0001/\u2028\U0001f600","b":[true,null,-1],"é":[]}'
    assert canonical(value) == expected.encode()
