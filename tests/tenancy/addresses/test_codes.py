"""The part before the @: safe for every mail server, whatever the codes are."""

import re
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from overstap.tenancy.addresses import codes
from overstap.tenancy.addresses.values import Style

LOCAL = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)?")
slugs = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)
administration_codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,34}", fullmatch=True)


@given(slugs, administration_codes)
def test_r057_it_starts_with_the_office_code_and_names_the_administration(slug: str, code: str) -> None:
    first = next(codes.local_parts(Style.OFFICE_CODE, slug, code))
    office, dot, administration = first.partition(".")
    assert dot
    assert slug.startswith(office) or codes.safe(slug).startswith(office)
    assert administration == codes.safe(code)


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(Style))
def test_it_is_safe_for_mail_whatever_the_codes_are(slug: str, code: str, style: Style) -> None:
    for local in islice(codes.local_parts(style, slug, code), 12):
        assert len(local) <= codes.LONGEST
        assert local == local.lower()
        assert LOCAL.fullmatch(local), local


@given(slugs, administration_codes)
def test_those_to_try_are_all_different(slug: str, code: str) -> None:
    tried = list(islice(codes.local_parts(Style.OFFICE_CODE, slug, code), 200))
    assert len(set(tried)) == len(tried)


@given(slugs)
def test_the_other_style_is_the_environment_and_six_characters_that_read_alike_to_everybody(slug: str) -> None:
    first, second = islice(codes.local_parts(Style.RANDOM, slug, "1001"), 2)
    office, _dash, characters = first.rpartition("-")
    assert len(characters) == 6
    assert set(characters) <= set(codes.ALPHABET)
    assert not set(codes.ALPHABET) & set("il1o0")
    assert codes.safe(slug).startswith(office)
    assert first != second
