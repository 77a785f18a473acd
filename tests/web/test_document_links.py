"""R064: permanent links in the browser: to the page for who may see it, the file itself where no login is asked."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.books.documents import actions
from overstap.books.documents.values import Arrival, Source
from overstap.tenancy import access
from overstap.tenancy.models import Person
from tests.moves.world import CODE, TwoOffices

HOSTILE = 'a";filename=x.html\r\nSet-Cookie: a=b\u202e caf\u00e9.pdf'


@pytest.fixture
def uid(world: TwoOffices, settings: SettingsWrapper, tmp_path: Path) -> uuid.UUID:
    """A document whose name is none, and whose content says that it is a page."""
    settings.OBJECT_DIR = tmp_path / "objects"
    cache.clear()
    with access.enter(world.alice, world.giver.slug) as actor:
        content = b"<html><script>alert(1)</script></html>"
        kept = actions.add(actor, CODE, content, Arrival(HOSTILE, "application/xml", Source.MAIL))
        actions.require_login(actor, CODE, required=True)
    return kept.uid


def open_links(world: TwoOffices) -> None:
    """From now on links ask for no login."""
    with access.enter(world.alice, world.giver.slug) as actor:
        actions.require_login(actor, CODE, required=False)


def test_a_stranger_is_asked_to_sign_in_whether_there_is_a_document_or_not(assets: None, uid: uuid.UUID) -> None:
    for asked in (uid, uuid.uuid4()):
        answer = Client().get(f"/d/{asked}/")
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith(f"?next=/d/{asked}/")


def test_who_works_there_gets_its_page_and_nobody_else_anything(
    signed_in: Callable[[Person], Client], world: TwoOffices, uid: uuid.UUID
) -> None:
    answer = signed_in(world.alice).get(f"/d/{uid}/")
    page = f"/e/{world.giver.slug}/administrations/{CODE}/documents/{uid}/"
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert signed_in(world.charlie).get(f"/d/{uid}/").status_code == 404
    assert signed_in(world.alice).get(f"/d/{uuid.uuid4()}/").status_code == 404
    for wrong in ("x", str(uid)[:-1], "..%2f"):
        assert Client().get(f"/d/{wrong}/").status_code == 404


def test_an_open_link_gives_the_file_and_nothing_in_it_is_run(assets: None, world: TwoOffices, uid: uuid.UUID) -> None:
    open_links(world)
    answer = Client().get(f"/d/{uid}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"<html><script>alert(1)</script></html>"  # type: ignore[attr-defined]
    headers = answer.headers
    assert headers["Content-Type"] == "application/xml"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in headers
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert "\r" not in headers["Content-Disposition"]
    assert "no-store" in headers["Cache-Control"] or "no-cache" in headers["Cache-Control"]


def test_an_open_link_opens_nothing_that_was_deleted_and_changes_nothing(
    assets: None, world: TwoOffices, uid: uuid.UUID
) -> None:
    open_links(world)
    assert Client().post(f"/d/{uid}/").status_code == 405
    with access.enter(world.alice, world.giver.slug) as actor:
        actions.delete(actor, CODE, [uid])
    assert Client().get(f"/d/{uid}/").status_code == 302


def test_open_links_are_not_for_programs_that_try_numbers(assets: None, world: TwoOffices, uid: uuid.UUID) -> None:
    open_links(world)
    answers = [Client().get(f"/d/{uuid.uuid4()}/").status_code for _nr in range(60)]
    assert set(answers) == {302}
    last = Client().get(f"/d/{uid}/")
    assert last.status_code == 503
    assert last.headers["Retry-After"]
