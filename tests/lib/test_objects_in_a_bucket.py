"""Contents in a bucket, at a real server that speaks S3: as in a folder, and a server that is away is waited for."""

import uuid
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.lib import objects
from overstap.lib.objects import ContentMissing, Found, StoreRefuses, StoreUnreachable
from tests.lib import buckets


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address."""
    with buckets.server(tmp_path_factory.mktemp("s3") / "log") as address:
        yield address


@pytest.fixture
def bucket(server: str, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of the test's own, of which the setting names a folder."""
    name = f"overstap-{uuid.uuid4().hex}"
    buckets.make_bucket(server, name)
    at(server, f"s3://{name}/documents", settings, monkeypatch)
    return name


def at(server: str, address: str, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep contents there."""
    for key, value in {**buckets.KEYS, "AWS_ENDPOINT_URL": server}.items():
        monkeypatch.setenv(key, value)
    settings.OBJECT_STORE = address


def test_a_content_is_kept_once_and_given_back(bucket: str) -> None:
    content = b"hello" * 700_000  # more than one piece
    digest = objects.keep(content)
    assert objects.keep(content) == digest
    assert objects.content(digest) == content
    assert objects.is_whole(digest)


def test_what_is_missing_or_was_changed_is_told_from_what_is_whole(bucket: str) -> None:
    whole, changed, gone = (objects.keep(bytes([number])) for number in range(3))
    other = buckets.somebody_else(bucket)
    other.put(f"documents/{changed[:2]}/{changed[2:4]}/{changed}", b"x")
    other.delete(f"documents/{gone[:2]}/{gone[2:4]}/{gone}")
    assert objects.look_at_all([whole, changed, gone]) == {
        whole: Found.WHOLE,
        changed: Found.DIFFERENT,
        gone: Found.MISSING,
    }
    with pytest.raises(ContentMissing):
        objects.content(gone)


def test_a_bucket_that_is_not_there_is_a_matter_of_settings(
    server: str, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(server, f"s3://nowhere-{uuid.uuid4().hex}", settings, monkeypatch)
    with pytest.raises(StoreRefuses):
        objects.keep(b"x")


def test_a_setting_that_names_nothing_is_told(settings: SettingsWrapper) -> None:
    settings.OBJECT_STORE = "nonsense://x"
    with pytest.raises(StoreRefuses):
        objects.keep(b"x")


def test_a_server_that_does_not_answer_is_a_matter_of_trying_later(
    settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"s3://away-{uuid.uuid4().hex}"
    at(f"http://127.0.0.1:{buckets.free_port()}", address, settings, monkeypatch)
    for ask in (lambda: objects.keep(b"x"), lambda: objects.content("0" * 64), lambda: objects.look("0" * 64)):
        with pytest.raises(StoreUnreachable):
            ask()
