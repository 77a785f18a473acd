"""Secrets of connections: encrypted at rest, one locked row each, safe before they are used."""

import threading

import pytest
from django.db import connection as database
from django.db import transaction
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors.credentials import box
from overstap.connectors.credentials.box import SecretUnreadable
from overstap.connectors.credentials.models import Credential
from overstap.connectors.credentials.vault import DatabaseVault, Renewal, renew_all
from overstap.connectors.port import Connection
from overstap.durable.failures import as_worker
from overstap.tenancy import access
from tests.tenancy.people import make_world

TOKENS = {"access": "geheim-1", "refresh": "geheim!2"}


def stored(number: int) -> bytes:
    with as_worker():
        return bytes(Credential.objects.get(pk=number).sealed)


def keep(connection: Connection, secrets: dict[str, str]) -> None:
    with DatabaseVault().locked(connection) as slot:
        slot.keep(secrets)


def keep_and_fail(connection: Connection) -> None:
    with DatabaseVault().locked(connection) as slot:
        slot.keep(TOKENS)
        raise ZeroDivisionError


def test_what_is_kept_is_read_back_and_stands_nowhere_in_plain_text(kept: Connection) -> None:
    assert DatabaseVault().read(kept) == {}
    keep(kept, TOKENS)
    assert DatabaseVault().read(kept) == TOKENS
    assert b"geheim" not in stored(kept.number)


def test_a_token_survives_the_rollback_of_whoever_needed_it(kept: Connection) -> None:
    with transaction.atomic():
        keep(kept, TOKENS)
        transaction.set_rollback(True)
    assert DatabaseVault().read(kept) == TOKENS


def test_a_token_that_was_kept_survives_an_error_before_the_lock_is_let_go(kept: Connection) -> None:
    with pytest.raises(ZeroDivisionError):
        keep_and_fail(kept)
    assert DatabaseVault().read(kept) == TOKENS


def test_who_waits_for_the_lock_reads_what_the_other_one_kept(kept: Connection) -> None:
    seen: list[dict[str, str]] = []
    begun = threading.Event()

    def wait_for_it() -> None:
        begun.set()
        with DatabaseVault().locked(kept) as slot:
            seen.append(dict(slot.held))
        database.close()

    other = threading.Thread(target=wait_for_it)
    with DatabaseVault().locked(kept) as slot:
        other.start()
        begun.wait()
        slot.keep(TOKENS)
    other.join()
    assert seen == [TOKENS]


def test_another_office_sees_no_secrets_and_changes_none(kept: Connection, django_db_blocker: DjangoDbBlocker) -> None:
    keep(kept, TOKENS)
    other = make_world()
    with access.enter(other.alice, other.slug):
        assert not Credential.objects.filter(pk=kept.number).exists()
        assert Credential.objects.all().update(sealed=b"") == 0
        assert Credential.objects.all().delete()[0] == 0
    assert DatabaseVault().read(kept) == TOKENS


def test_after_a_new_key_the_old_one_still_reads_until_everything_is_renewed(
    kept: Connection, settings: Settings
) -> None:
    settings.TOKEN_KEYS = ["de oude sleutel"]
    with as_worker():
        Credential.objects.all().delete()
    keep(kept, TOKENS)
    before = stored(kept.number)
    settings.TOKEN_KEYS = ["de nieuwe sleutel", "de oude sleutel"]
    assert DatabaseVault().read(kept) == TOKENS
    assert renew_all() == Renewal(1, ())
    assert stored(kept.number) != before
    settings.TOKEN_KEYS = ["de nieuwe sleutel"]
    assert DatabaseVault().read(kept) == TOKENS


def test_one_connection_of_which_the_key_is_gone_does_not_hold_up_the_others(
    kept: Connection, settings: Settings
) -> None:
    settings.TOKEN_KEYS = ["een sleutel die wegraakt"]
    with as_worker():
        Credential.objects.all().delete()
    keep(kept, TOKENS)
    before = stored(kept.number)
    settings.TOKEN_KEYS = ["een andere"]
    assert renew_all() == Renewal(0, (kept.number,))
    assert stored(kept.number) == before


def test_without_the_key_a_person_has_to_connect_again(settings: Settings) -> None:
    settings.TOKEN_KEYS = ["een"]
    sealed = box.seal(TOKENS)
    settings.TOKEN_KEYS = ["twee"]
    with pytest.raises(SecretUnreadable):
        box.unseal(sealed)
