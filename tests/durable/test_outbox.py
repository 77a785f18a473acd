"""Mail: with its transaction or not at all, once per key, and what it said is dropped once it is sent."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from overstap.durable import failures, outbox
from overstap.durable.models import MailAttachment, MailState, OutgoingMail
from overstap.durable.outbox import Attachment, BadMail
from overstap.durable.sending import failed_mails, send_again
from tests.durable.mail_server import MailFolder, MailServer
from tests.durable.processes import Worker

Start = Callable[..., Worker]
ANNA = "anna@example.test"
CODE = "the code is 7Q2-XK9"


def mail(key: str) -> OutgoingMail:
    """The row, read as the worker reads it."""
    with failures.as_worker():
        return OutgoingMail.objects.get(key=key)


def test_a_mail_goes_with_the_transaction(committed: None, name: str) -> None:
    with transaction.atomic():
        assert outbox.post(name, ANNA, "Subject", CODE)
        transaction.set_rollback(True)
    with failures.as_worker():
        assert not OutgoingMail.objects.filter(key=name).exists()


def test_it_is_delivered_once_over_smtp(
    committed: None, name: str, start_worker: Start, mail_server: MailServer
) -> None:
    pdf = Attachment("proof é.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    outbox.post(name, ANNA, "Überdracht", CODE, f"<p>{CODE}</p>", [pdf])
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    (taken,) = mail_server.taken_with(outbox.message_id(name))
    assert (taken["To"], taken["Subject"]) == (ANNA, "Überdracht")
    parts = [(part.get_content_type(), part.get_content()) for part in taken.walk() if not part.is_multipart()]
    assert parts == [
        ("text/plain", CODE),
        ("text/html", f"<p>{CODE}</p>"),
        ("application/pdf", pdf.content),
    ]
    assert [part.get_filename() for part in taken.iter_attachments()][-1] == pdf.name


def test_the_same_key_mails_once(committed: None, name: str, start_worker: Start, mail_server: MailServer) -> None:
    assert outbox.post(name, ANNA, "Subject", "first", attachments=[Attachment("a.txt", "text/plain", b"a")])
    assert not outbox.post(name, ANNA, "Subject", "second", attachments=[Attachment("b.txt", "text/plain", b"b")])
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    (taken,) = mail_server.taken_with(outbox.message_id(name))
    assert [part.get_filename() for part in taken.iter_attachments()] == ["a.txt"]


def test_what_it_said_is_dropped_once_it_is_sent(committed: None, name: str, start_worker: Start) -> None:
    outbox.post(name, ANNA, "Subject", CODE, CODE, [Attachment("a.txt", "text/plain", CODE.encode())])
    assert start_worker().finished_well()
    sent = mail(name)
    assert (sent.state, sent.text, sent.html) == (MailState.SENT, "", "")
    assert sent.body_hash == outbox.body_hash(CODE, CODE)
    with failures.as_worker():
        attachment = MailAttachment.objects.get(mail=name)
        assert (bytes(attachment.content), len(attachment.sha256)) == (b"", 64)


def test_a_temporary_error_is_tried_again(
    committed: None, name: str, start_worker: Start, mail_server: MailServer
) -> None:
    outbox.post(name, ANNA, "Subject", CODE)
    mail_server.answers = ["451 come back later"]
    worker = start_worker("--forever", OVERSTAP_MAIL_URL=mail_server.url)
    mail_server.wait_for(outbox.message_id(name))
    worker.stop()
    assert worker.finished_well()
    assert len(mail_server.taken_with(outbox.message_id(name))) == 1
    assert (mail(name).state, mail(name).attempts) == (MailState.SENT, 2)


def test_a_server_that_is_away_is_tried_again(committed: None, name: str, start_worker: Start) -> None:
    outbox.post(name, ANNA, "Subject", CODE)
    assert start_worker(OVERSTAP_MAIL_URL="smtp://127.0.0.1:1").finished_well()
    waiting = mail(name)
    assert (waiting.state, waiting.text) == (MailState.WAITING, CODE)
    assert "refused" in waiting.last_error
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'key' = %s AND status = 'todo'", [name])
        assert cursor.fetchone() == (1,)


def test_a_permanent_error_is_kept_for_a_person_who_may_send_it_again(
    committed: None, name: str, start_worker: Start, mail_server: MailServer
) -> None:
    outbox.post(name, ANNA, "Subject", CODE)
    mail_server.answers = ["550 no such mailbox"]
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    assert mail_server.taken_with(outbox.message_id(name)) == []
    assert (mail(name).state, mail(name).attempts, mail(name).text) == (MailState.FAILED, 1, CODE)
    (failed,) = (one for one in failed_mails() if one.key == name)
    assert "no such mailbox" in failed.reason
    assert send_again(name)
    assert not send_again(name)
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    assert len(mail_server.taken_with(outbox.message_id(name))) == 1


@pytest.mark.parametrize("point", ["mail:claimed", "durable.send_mail:after"])
def test_a_worker_killed_before_or_after_sending_mails_once(
    point: str, committed: None, name: str, start_worker: Start, mail_server: MailServer
) -> None:
    outbox.post(name, ANNA, "Subject", CODE)
    assert start_worker("--kill-at", point, OVERSTAP_MAIL_URL=mail_server.url).was_killed()
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    assert len(mail_server.taken_with(outbox.message_id(name))) == 1


def test_killed_between_the_servers_yes_and_our_commit_both_copies_have_one_message_id(
    committed: None, name: str, start_worker: Start, mail_server: MailServer
) -> None:
    """The gap that no sender can close; see overstap/durable/sending.py."""
    outbox.post(name, ANNA, "Subject", CODE)
    assert start_worker("--kill-at", "mail:accepted", OVERSTAP_MAIL_URL=mail_server.url).was_killed()
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    copies = mail_server.taken_with(outbox.message_id(name))
    assert [copy["Message-ID"] for copy in copies] == [outbox.message_id(name)] * 2


def test_mail_as_files_is_not_doubled_even_then(
    committed: None, name: str, start_worker: Start, mail_folder: MailFolder
) -> None:
    outbox.post(name, ANNA, "Subject", CODE)
    assert start_worker("--kill-at", "mail:accepted").was_killed()
    written = mail_folder.files()
    assert start_worker().finished_well()
    assert mail_folder.files() == written
    assert len(written) == 1


def test_a_page_cannot_read_mail(committed: None, name: str) -> None:
    outbox.post(name, ANNA, "Subject", CODE, attachments=[Attachment("a.txt", "text/plain", b"a")])
    with connection.cursor() as cursor:
        for table, column in (("durable_outgoingmail", "text"), ("durable_mailattachment", "name")):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"UPDATE {table} SET {column} = 'changed'")
            assert cursor.rowcount == 0
    assert mail(name).text == CODE


@pytest.mark.parametrize(
    ("to", "subject", "file_name", "code"),
    [
        ("anna@example.test\nBcc: eve@example.test", "Subject", "a.pdf", "MAIL-ADDRESS"),
        ("anna@example.test, eve@example.test", "Subject", "a.pdf", "MAIL-ADDRESS"),
        (ANNA, "Subject\r\nBcc: eve@example.test", "a.pdf", "MAIL-HEADER"),
        (ANNA, "Subject\x00", "a.pdf", "MAIL-HEADER"),
        (ANNA, "S" * 201, "a.pdf", "MAIL-HEADER"),
        (ANNA, "", "a.pdf", "MAIL-HEADER"),
        (ANNA, "Subject", "a.pdf\nX-Evil: 1", "MAIL-HEADER"),
    ],
)
def test_it_refuses_what_would_break_out_of_a_header(
    to: str, subject: str, file_name: str, code: str, committed: None, name: str
) -> None:
    with pytest.raises(BadMail) as refused:
        outbox.post(name, to, subject, "text", attachments=[Attachment(file_name, "application/pdf", b"")])
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_it_refuses_a_text_that_cannot_be_stored(text: str, committed: None, name: str) -> None:
    with pytest.raises(BadMail) as refused:
        outbox.post(name, ANNA, "Subject", text)
    assert refused.value.code == "MAIL-TEXT"
