"""Import, export, import: equal in every field that the format has, through the real database."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overstap.exchange.xaf.values import Header, Version
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from tests.connectors.files import CODE, bring_in, small, take_out
from tests.exchange.memory_books import MemoryBooks, read, written
from tests.exchange.strategies import books
from tests.tenancy.people import World, unique

quietly = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def assert_same(found: MemoryBooks, expected: MemoryBooks) -> None:
    """Equal but for who made the file, and when."""
    for name in MemoryBooks.__dataclass_fields__:
        if name != "headers":
            assert getattr(found, name) == getattr(expected, name), name
    (one,), (other,) = found.headers, expected.headers
    assert _unsigned(one) == _unsigned(other)


def _unsigned(header: Header) -> Header:
    return replace(header, created="", software="", software_version="")


def through_the_database(world: World, data: bytes, version: Version) -> tuple[MemoryBooks, MemoryBooks]:
    """The books in a file, and those in what is exported after importing it; again from there."""
    code = unique("C")
    with TemporaryDirectory() as folder:
        path, again = Path(folder) / "in.xaf", Path(folder) / "out.xaf"
        path.write_bytes(data)
        year = bring_in(world, path, code=code).year
        again.write_bytes(take_out(world, version, year=year, code=code)[0])
        return read(path)[0], read(again)[0]


@quietly
@given(data=st.data())
@pytest.mark.parametrize("version", [Version.V3_2, Version.V4_0])
def test_what_was_imported_is_exported_in_every_field(world: World, version: Version, data: st.DataObject) -> None:
    first, second = through_the_database(world, written(data.draw(books(version)), version)[0], version)
    assert_same(second, first)


@pytest.mark.parametrize("name", ["AL_ExactOnline_V32_2016.xaf", "Banana_v32_2018.xaf", "pyxafgen_3.2.xaf"])
def test_a_real_file_of_3_2_comes_out_as_it_went_in(world: World, shared: Path, name: str) -> None:
    first, second = through_the_database(world, (shared / "data/xaf" / name).read_bytes(), Version.V3_2)
    assert_same(second, first)


@pytest.mark.parametrize("name", ["OFFICIAL_XAF_4_0_Test_100425.xaf", "pyxafgen_4.0.xaf"])
def test_a_real_file_of_4_0_comes_out_as_it_went_in(world: World, shared: Path, name: str) -> None:
    first, second = through_the_database(world, (shared / "data/xaf" / name).read_bytes(), Version.V4_0)
    assert_same(second, first)


def test_an_export_of_4_0_tells_what_is_left_out(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path))
    data, _ = take_out(world, Version.V4_0)
    assert b"XmlauditfileXAF_4.0" in data


def test_a_sealed_view_exports_what_it_sees(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path))
    with access.enter(world.alice, world.slug):
        Administration.objects.filter(code=CODE).update(sealed_at=2)
    path = tmp_path / "sealed.xaf"
    path.write_bytes(take_out(world, Version.V3_2)[0])
    found, file = read(path)
    assert [(one.journal, one.number) for one in found.all_entries] == [("VRK", "1")]
    assert file.declared == file.computed


def test_it_refuses_a_version_that_is_not_written_and_a_year_that_is_not_there(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path))
    with pytest.raises(Refused) as caught:
        take_out(world, Version.V3_1)
    assert caught.value.code == "XAF-VERSION-NOT-WRITTEN"
    with pytest.raises(Refused) as caught:
        take_out(world, Version.V3_2, year=2023)
    assert caught.value.code == "BOOK-YEAR-NOT-FOUND"
