"""Imports that somebody orders and the worker does. Real commits: how far a job is stands in the row at once."""

import os
import stat
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.ledger import queries as ledger
from overstap.connectors.audit_file import orders, running, uploads
from overstap.connectors.audit_file.actions import YearIsThere
from overstap.connectors.audit_file.models import ImportJob
from overstap.durable.failures import as_worker
from overstap.exchange.xaf.errors import NotAnAuditFile, UnreadableAuditFile
from overstap.lib import kept_sentences
from overstap.lib.errors import Refused
from overstap.lib.sentences import sentence, told
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration, Membership
from overstap.tenancy.roles import Right
from tests.connectors.files import small
from tests.connectors.orders import found, order, outcome, queue, work
from tests.durable.processes import Worker, environment_with
from tests.tenancy.people import World, make_world


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A world that is really there."""
    with django_db_blocker.unblock(), queue():
        yield make_world()
    with django_db_blocker.unblock():
        connection.close()


def lines_of(world: World, code: str) -> int:
    """The entries that an administration holds, or -1 where there is none."""
    with access.enter(world.alice, world.slug) as actor:
        known = Administration.objects.filter(environment=actor.environment, code=code).first()
        return sum(one.entries for one in ledger.years(known)) if known else -1


def test_an_order_is_done_by_the_worker_and_its_files_are_gone(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    assert outcome(committed, uid).row.state == "waiting"
    assert len(uploads.files(uid)) == 1
    work(committed, uid)
    detail = outcome(committed, uid)
    assert (detail.row.state, detail.row.lines, detail.row.year) == ("done", 4, 2024)
    assert detail.result is not None
    assert detail.result["entries"] == 2
    assert detail.result["declared"] == detail.result["computed"]
    assert lines_of(committed, "2001") == 2
    assert uploads.files(uid) == []
    assert not (settings.UPLOAD_DIR / str(uid)).exists()


def test_code_and_name_come_from_the_file_and_a_code_in_use_gets_a_number(committed: World, tmp_path: Path) -> None:
    first, second = order(committed, small(tmp_path)), order(committed, small(tmp_path))
    work(committed, first)
    third = order(committed, small(tmp_path))
    assert outcome(committed, first).row.code == outcome(committed, second).row.code == "Bakkerij-Jansen-B.V"
    assert outcome(committed, third).row.code == "Bakkerij-Jansen-B.V-2"
    assert outcome(committed, first).row.name == "Bakkerij Jansen B.V."
    work(committed, second)
    refused = outcome(committed, second)
    assert refused.problem is not None
    assert refused.problem.code == "IMPORT-CODE-TAKEN"
    assert lines_of(committed, "Bakkerij-Jansen-B.V") == 2


def test_another_book_year_is_added_and_the_same_one_refused_at_once(committed: World, tmp_path: Path) -> None:
    work(committed, order(committed, small(tmp_path), code="2001"))
    work(committed, order(committed, small(tmp_path, year=2025), code="2001", is_new=False))
    assert lines_of(committed, "2001") == 4
    with pytest.raises(YearIsThere):
        order(committed, small(tmp_path, year=2025), code="2001", is_new=False)
    with pytest.raises(access.NotFound):
        order(committed, small(tmp_path), code="nowhere", is_new=False)
    with pytest.raises(orders.CodeTaken):
        order(committed, small(tmp_path), code="2001")


def test_a_refused_file_leaves_nothing_but_its_findings_which_speak_every_language(
    committed: World, tmp_path: Path
) -> None:
    uid = order(committed, small(tmp_path, credit="99.00"), code="2001")
    work(committed, uid)
    detail = outcome(committed, uid)
    assert detail.row.state == "refused"
    assert detail.problem is not None
    assert detail.problem.code == "IMPORT-REFUSED"
    assert lines_of(committed, "2001") == -1
    [finding] = [one for one in found(committed, uid, "error") if one.code == "XAF-UNBALANCED"]
    assert told(finding.message, lambda words: f"NL {words}") == f"NL {finding.message}"
    assert detail.findings("error") == len(found(committed, uid, "error"))
    assert [one.count for one in detail.counts if one.code == "XAF-UNBALANCED"] == [1]
    assert uploads.files(uid) == []


def test_what_is_no_audit_file_is_refused_at_once_and_not_kept(committed: World, tmp_path: Path) -> None:
    before = set(settings.UPLOAD_DIR.glob("*")) if settings.UPLOAD_DIR.exists() else set()
    for name, content in {
        "photo.xaf": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 100,
        "empty.xaf": b"",
        "doctype.xaf": b'<?xml version="1.0"?><!DOCTYPE auditfile [<!ENTITY a "b">]><auditfile>&a;</auditfile>',
        "till.xaa": b'<?xml version="1.0"?><auditfile><header/><cashregister/></auditfile>',
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UnreadableAuditFile):
            order(committed, path)
    with pytest.raises(Refused, match="Choose an audit file"):
        order(committed)
    assert set(settings.UPLOAD_DIR.glob("*")) - before <= {uploads.arriving()}


def test_a_truncated_file_is_refused_by_the_worker(committed: World, tmp_path: Path) -> None:
    whole = small(tmp_path).read_bytes()
    path = tmp_path / "half.xaf"
    path.write_bytes(whole[: len(whole) - 400])
    uid = order(committed, path, code="2001")
    work(committed, uid)
    problem = outcome(committed, uid).problem
    assert problem is not None
    assert problem.code in {"XAF-TRUNCATED", "XAF-BROKEN-XML"}
    assert lines_of(committed, "2001") == -1


def test_a_wrong_encoding_is_refused_and_the_right_one_can_be_chosen(committed: World, tmp_path: Path) -> None:
    text = small(tmp_path, name="Café Bloem").read_text("utf-8")
    path = tmp_path / "latin.xaf"
    path.write_bytes(text.encode("windows-1252"))
    with pytest.raises(UnreadableAuditFile) as caught:
        order(committed, path, code="2001")
    assert caught.value.code == "XAF-ENCODING"
    uid = order(committed, path, code="2001", encoding="windows-1252")
    work(committed, uid)
    assert outcome(committed, uid).row.state == "done"
    assert outcome(committed, uid).row.name == "Café Bloem"


def test_only_the_rights_of_an_import_show_imports_and_other_offices_see_none(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    with pytest.raises(access.NotAllowed):
        outcome(committed, uid, committed.bob)
    with (
        pytest.raises(access.NotFound),
        audit.attempt(committed.charlie, committed.elsewhere.slug, "audit-file.follow") as actor,
    ):
        orders.cancel_import(actor, uid)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_file_importjob")
        assert cursor.fetchone()[0] == 0  # nobody acts: row-level security shows nothing


def test_an_import_that_waits_can_be_called_off_and_then_nothing_happens(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    with audit.attempt(committed.alice, committed.slug, "audit-file.cancel") as actor:
        orders.cancel_import(actor, uid)
    assert uploads.files(uid) == []
    work(committed, uid)
    assert outcome(committed, uid).row.state == "cancelled"
    assert lines_of(committed, "2001") == -1
    with (
        pytest.raises(Refused, match="begun or ended"),
        audit.attempt(committed.alice, committed.slug, "audit-file.cancel") as actor,
    ):
        orders.cancel_import(actor, uid)


def test_a_job_is_done_once(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    work(committed, uid)
    work(committed, uid)
    assert outcome(committed, uid).row.state == "done"
    assert lines_of(committed, "2001") == 2


def test_who_lost_the_right_in_between_is_refused(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    with access.enter(committed.alice, committed.slug) as actor:
        Membership.objects.filter(person=committed.alice, environment=actor.environment).update(active=False)
    work(committed, uid)
    with as_worker():
        job = ImportJob.objects.get(uid=uid)
    assert job.problem is not None
    assert (job.state, job.problem["code"]) == ("refused", "ENVIRONMENT-NOT-FOUND")


def test_a_fault_is_told_and_the_files_go(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    with transaction.atomic():
        running.give_up(RuntimeError("out of luck"), uid=str(uid), environment=committed.slug)
    assert outcome(committed, uid).row.state == "failed"
    assert uploads.files(uid) == []


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Starts real worker processes."""
    workers: list[Worker] = []

    def start(*arguments: str) -> Worker:
        one = Worker(arguments, environment_with(MAIL_DIR=str(tmp_path / "mail")), tmp_path / f"{len(workers)}.log")
        workers.append(one)
        return one

    yield start
    for one in workers:
        one.end()


@pytest.mark.parametrize("moment", ["lines", "inside", "after"])
def test_a_worker_killed_in_the_middle_leaves_no_half_and_the_job_is_run_again(
    committed: World, tmp_path: Path, start_worker: Callable[..., Worker], moment: str
) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    assert start_worker("--kill-at", f"{orders.IMPORT}:{moment}").was_killed()
    assert outcome(committed, uid).row.state == ("done" if moment == "after" else "running")
    assert lines_of(committed, "2001") == (2 if moment == "after" else -1)
    assert start_worker().finished_well()
    assert outcome(committed, uid).row.state == "done"
    assert lines_of(committed, "2001") == 2


def test_progress_is_seen_while_the_import_is_under_way(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    with transaction.atomic(), running.Desk(uid) as desk:
        assert desk.take()
        desk.progress(1234)
        assert outcome(committed, uid).row.lines == 1234
        assert outcome(committed, uid).row.state == "running"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.xaf", "boot.xaf"),
        ("/etc/cron.d/x.xaf", "x.xaf"),
        ("..", "file.xaf"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("a\0b\n<script>.xaf", "a_b_script_.xaf"),
        ("x" * 300 + "-2.xaf", "x" * 48 + "-2.xaf"),
        ("Jaarrekening é 2024.XAF", "Jaarrekening é 2024.XAF"),
        ("a.xaf\ud800", "a.xaf_"),
    ],
)
def test_names_that_were_sent_lead_to_no_other_place(tmp_path: Path, sent: str, kept: str) -> None:
    path = tmp_path / "arrived"
    path.write_text("x")
    uid = uuid.uuid4()
    [target] = uploads.keep(uid, [(sent, path)])
    assert target.name == kept
    assert target.resolve().parent == (settings.UPLOAD_DIR / str(uid) / "1").resolve()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) & 0o077 == 0
    uploads.remove(uid)


def test_left_over_files_are_swept_and_needed_ones_are_not(committed: World, tmp_path: Path) -> None:
    needed = order(committed, small(tmp_path), code="2001")
    old, young = uuid.uuid4(), uuid.uuid4()
    for uid in (old, young):
        uploads.keep(uid, [("a.xaf", small(tmp_path))])
    stuck = uploads.arriving() / "stuck"
    stuck.write_text("half")
    long_ago = time.time() - 2 * 24 * 3600
    for path in (settings.UPLOAD_DIR / str(old), settings.UPLOAD_DIR / str(needed), stuck):
        os.utime(path, (long_ago, long_ago))
    running.sweep()
    assert uploads.files(needed) != []
    assert uploads.files(young) != []
    assert uploads.files(old) == []
    assert not stuck.exists()
    uploads.remove(young)


def test_a_sentence_is_kept_and_told_again() -> None:
    inner = sentence("line %(nr)d", nr=3)
    one = sentence("%(place)s holds %(text)r at %(percent)s.", place=inner, text="a\0\ud800", percent="5%")
    again = kept_sentences.restore(kept_sentences.keep(one))
    assert told(again, lambda words: words.replace("holds", "heeft")).startswith("line 3 heeft ")
    assert kept_sentences.restore(kept_sentences.keep("100% plain")) == "100% plain"


def test_the_worker_does_as_the_person_and_needs_their_rights(committed: World, tmp_path: Path) -> None:
    uid = order(committed, small(tmp_path), code="2001")
    work(committed, uid)
    with access.enter(committed.alice, committed.slug) as actor:
        one = access.administration(actor, "2001", Right.READ_BOOKS)
        assert one.name == "Bakkerij Jansen B.V."


def test_a_picture_is_named_as_what_it_is_not(committed: World, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")
    with pytest.raises(NotAnAuditFile):
        order(committed, path)
