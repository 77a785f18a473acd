"""Writing books and reading them again gives the same books (R-issue: import -> export -> import is an identity)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from overstap.exchange.xaf.values import Version
from tests.exchange.memory_books import MemoryBooks, read, written
from tests.exchange.strategies import books

SCHEMAS = {
    Version.V3_2: "data/xaf/schemas/XmlAuditfileFinancieel3.2.xsd",
    Version.V4_0: "data/xaf/schemas/XmlAuditfileFinancieel4.0.xsd",
}
quietly = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _read_again(data: bytes) -> MemoryBooks:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "again.xaf"
        path.write_bytes(data)
        return read(path)[0]


@quietly
@given(st.data())
@pytest.mark.parametrize("version", [Version.V3_2, Version.V4_0])
def test_what_is_written_is_read_again_in_every_field(version: Version, data: st.DataObject) -> None:
    made = data.draw(books(version))
    again = _read_again(written(made, version)[0])
    for name in MemoryBooks.__dataclass_fields__:
        assert getattr(again, name) == getattr(made, name), name


@quietly
@given(st.data())
@pytest.mark.parametrize("version", [Version.V3_2, Version.V4_0])
def test_the_plain_way_and_the_general_way_read_the_same(version: Version, data: st.DataObject) -> None:
    """A comment before the first journal sends the whole file the general way."""
    plain = written(data.draw(books(version)), version)[0]
    general = plain.replace(b"<transactions>", b"<transactions><!-- read me slowly -->", 1)
    assert _read_again(plain) == _read_again(general)


@pytest.mark.parametrize("version", [Version.V3_2, Version.V4_0])
def test_what_is_written_keeps_to_the_schema(version: Version, shared: Path) -> None:
    made, _ = read(shared / "data/xaf/pyxafgen_3.2.xaf")
    schema = etree.XMLSchema(etree.parse(shared / SCHEMAS[version]))
    schema.assertValid(etree.fromstring(written(made, version)[0]))
