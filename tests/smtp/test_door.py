"""The mail door: what it takes, what it refuses, and with which answer. R056, R109, R112."""

import smtplib
import socket
from datetime import timedelta

import pytest

from overstap.lib import clock, objects
from overstap.smtp.limits import Bounds
from overstap.tenancy import audit
from overstap.tenancy.addresses import actions as addresses
from tests.smtp.office import PDF, SENDER, Office, accepted, deliver, documents, items, mail, make_office, send
from tests.smtp.running import running_door


def refusal(port: int, to: str, raw: bytes = b"Subject: x\r\n\r\nx\r\n") -> tuple[int, str]:
    """The answer to a recipient, or to the mail itself."""
    try:
        send(port, to, raw)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = error.recipients[to]
        return code, text.decode()
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_error
        return error.smtp_code, answer.decode() if isinstance(answer, bytes) else answer
    return 250, ""


def test_mail_to_a_delivery_address_is_accepted_and_its_attachment_becomes_a_document(
    office: Office, port: int
) -> None:
    """R056, R109: mail to the address of an administration arrives in it."""
    send(port, office.address, mail(office.address, ("factuur.pdf", PDF), subject="Factuur 12"))
    deliver(office.uid)
    [item] = items(office)
    [document] = documents(office)
    assert (item.subject, item.sender, item.state) == ("Factuur 12", SENDER, "done")
    assert (document.name, document.source, document.sender) == ("factuur.pdf", "mail", SENDER)
    assert objects.content(document.sha256) == PDF
    assert b"Received: from client.example.test ([127.0.0.1])" in objects.content(item.sha256)


def test_an_unknown_address_is_refused_before_the_mail_is_sent(office: Office, port: int) -> None:
    assert refusal(port, f"nobody.{office.address}") == (550, "5.1.1 There is no such address here")
    assert refusal(port, "somebody@elsewhere.example")[0] == 550
    assert accepted(office.uid) == []


def test_an_address_that_has_ended_says_how_to_update(office: Office, port: int) -> None:
    """R112: after its days the old address no longer works, and the sender is told what to do."""
    old = office.address
    with audit.attempt(office.world.alice, office.world.slug, "address.style") as actor:
        addresses.choose_style(actor=actor, style="random")
    with audit.attempt(office.world.alice, office.world.slug, "address.give") as actor:
        addresses.give(actor=actor, code=office.code, forward_days=0)
    code, text = refusal(port, old)
    assert code == 550
    assert "has been replaced" in text
    assert "new delivery address" in text
    assert accepted(office.uid) == []


@pytest.fixture
def small(bounds: Bounds) -> Bounds:
    return Bounds(size=1024 * 1024, recipients=2, connections=2, connections_each=2, rate=3, unknown=3)


def test_a_mail_that_is_too_large_is_told_the_size(office: Office, small: Bounds) -> None:
    """Announced by SIZE it is refused before it is sent; not announced, when it has come in."""
    raw = b"Subject: x\r\n\r\n" + b"x" * 1024 * 1024
    with running_door(small) as port:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.ehlo()
            assert client.esmtp_features["size"] == str(1024 * 1024)
        assert refusal(port, office.address, raw)[0] == 552
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.helo()
            client.mail(SENDER)
            client.rcpt(office.address)
            code, text = client.data(raw)
            assert (code, b"1 MB" in text) == (552, True)
            assert client.noop()[0] == 250
    assert accepted(office.uid) == []


def test_a_mail_of_fifty_megabytes_is_answered_clearly(office: Office, port: int) -> None:
    """What is smaller than the limit is stored, byte for byte; what is larger is refused, and the sender knows why."""
    block = b"x" * 76 + b"\r\n"
    head = b"Message-ID: <large@example.test>\r\nSubject: large\r\n\r\n"
    fits = head + block * ((49 * 1024 * 1024) // len(block))
    send(port, office.address, fits)
    [one] = accepted(office.uid)
    assert objects.content(one.sha256).endswith(fits)
    code, text = refusal(port, office.address, head + block * ((51 * 1024 * 1024) // len(block)))
    assert (code, "size" in text) == (552, True)
    assert len(accepted(office.uid)) == 1


def test_too_many_recipients_mails_and_connections_are_put_off(office: Office, small: Bounds) -> None:
    other, third = make_office(), make_office()
    with running_door(small) as port:
        with smtplib.SMTP("127.0.0.1", port) as client, smtplib.SMTP("127.0.0.1", port):
            client.ehlo()
            client.mail(SENDER)
            assert [client.rcpt(one.address)[0] for one in (office, other, third)] == [250, 250, 452]
            with pytest.raises(smtplib.SMTPConnectError) as refused:
                smtplib.SMTP("127.0.0.1", port)
            assert refused.value.smtp_code == 421
            client.rset()
            assert [(client.mail(SENDER)[0], client.rset()[0]) for _time in range(3)] == [(250, 250)] * 2 + [(450, 250)]
        send_again = smtplib.SMTP("127.0.0.1", port)  # those that left made room
        send_again.quit()


def test_whoever_tries_many_addresses_is_sent_away(office: Office, small: Bounds) -> None:
    with running_door(small) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail(SENDER)
        codes = [client.rcpt(f"try{number}.{office.address}")[0] for number in range(3)]
        assert codes == [550, 550, 421]


def test_the_same_mail_twice_is_one(office: Office, port: int) -> None:
    """A sender who heard no answer sends it again."""
    raw = mail(office.address, ("factuur.pdf", PDF))
    for _time in range(3):
        send(port, office.address, raw)
    deliver(office.uid)
    deliver(office.uid)
    assert (len(accepted(office.uid)), len(items(office)), len(documents(office))) == (1, 1, 1)


def test_another_mail_under_a_used_message_id_is_refused_and_not_lost_in_silence(office: Office, port: int) -> None:
    send(port, office.address, mail(office.address, message_id="<same@example.test>"))
    other = mail(office.address, ("other.pdf", PDF), message_id="<same@example.test>")
    assert refusal(port, office.address, other.as_bytes())[0] == 554
    assert len(accepted(office.uid)) == 1


def test_one_mail_to_two_administrations_is_one_for_each(office: Office, port: int) -> None:
    other = make_office()
    raw = mail(office.address, ("factuur.pdf", PDF))
    send(port, [office.address, other.address], raw)
    for one in (office, other):
        deliver(one.uid)
        assert (len(items(one)), len(documents(one))) == (1, 1)


def test_an_old_and_a_new_address_of_one_administration_bring_one_mail(office: Office, port: int) -> None:
    with audit.attempt(office.world.alice, office.world.slug, "address.style") as actor:
        addresses.choose_style(actor=actor, style="random")
    with audit.attempt(office.world.alice, office.world.slug, "address.give") as actor:
        new = addresses.give(actor=actor, code=office.code)
    send(port, [office.address, new], mail(new, ("factuur.pdf", PDF)))
    deliver(office.uid)
    assert len(items(office)) == 1


def test_a_mail_that_goes_round_in_a_circle_is_refused(office: Office, port: int) -> None:
    raw = b"Received: from a by b; now\r\n" * 51 + b"Subject: x\r\n\r\nx\r\n"
    assert refusal(port, office.address, raw)[0] == 554
    assert accepted(office.uid) == []


def test_bounces_are_taken_without_a_sender(office: Office, port: int) -> None:
    send(port, office.address, mail(office.address), sender="<>")
    [one] = accepted(office.uid)
    assert one.sender == ""


def test_what_is_sent_to_scan_is_a_scan(office: Office, port: int) -> None:
    """R114: a scanner mails to the same inbox; somebody decides what becomes a document."""
    local, _at, domain = office.address.partition("@")
    send(port, f"{local}+scan@{domain}", mail(office.address, ("scan.pdf", PDF)))
    deliver(office.uid)
    [item] = items(office)
    assert (item.kind, item.state, documents(office)) == ("scan", "open", [])


def test_nothing_can_be_smuggled_in_behind_a_bare_line_feed(office: Office, port: int) -> None:
    """SMTP smuggling: only CR LF . CR LF ends a mail."""
    inside = b"\n.\nMAIL FROM:<evil@example.test>\r\nRCPT TO:<x@y.z>\r\nDATA\r\nSubject: smuggled\r\n\n.\r\n"
    talk(port, office.address, b"Subject: one\r\n\r\nbody" + inside + b"\r\n.\r\n")
    [one] = accepted(office.uid)
    assert objects.content(one.sha256).endswith(inside + b"\r\n")


def test_commands_that_follow_before_our_answer_are_not_obeyed(office: Office, port: int) -> None:
    said = talk(port, office.address, b"Subject: one\r\n\r\nx\r\n.\r\nMAIL FROM:<evil@example.test>\r\n")
    assert said.startswith(b"503")
    assert accepted(office.uid) == []


def test_doubled_dots_and_an_empty_mail_come_out_as_they_were_written(office: Office, port: int) -> None:
    assert talk(port, office.address, b".\r\n").startswith(b"250")
    assert talk(port, office.address, b"..one\r\n...\r\n..\r\n.\r\n").startswith(b"250")
    contents = [objects.content(one.sha256) for one in accepted(office.uid)]
    assert contents[0].endswith(b"\r\n")
    assert contents[1].endswith(b".one\r\n..\r\n.\r\n")


def talk(port: int, to: str, data: bytes) -> bytes:
    """A client that sends whatever it likes after DATA; gives the answer."""
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        answers.readline()
        for said in (b"HELO x", f"MAIL FROM:<{SENDER}>".encode(), f"RCPT TO:<{to}>".encode(), b"DATA"):
            line.sendall(said + b"\r\n")
            answers.readline()
        line.sendall(data)
        return answers.readline()


def test_a_connection_that_breaks_off_leaves_nothing(office: Office, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        answers.readline()
        for said in (b"HELO x", f"MAIL FROM:<{SENDER}>".encode(), f"RCPT TO:<{office.address}>".encode(), b"DATA"):
            line.sendall(said + b"\r\n")
            answers.readline()
        line.sendall(b"Subject: half of it\r\n\r\n")
    send(port, office.address, mail(office.address))
    assert len(accepted(office.uid)) == 1


def test_strange_commands_are_answered_and_nobody_else_suffers(office: Office, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as answers:
        answers.readline()
        for said in (
            b"\xff\xfe\x00",
            b"X" * 5_000,
            b"MAIL FROM:<a",
            b"RCPT TO:<b@c>",
            b"DATA",
            b"VRFY root",
            b"AUTH PLAIN x",
        ):
            line.sendall(said + b"\r\n")
            assert int(answers.readline()[:3]) >= 252
    send(port, office.address, mail(office.address))
    assert len(accepted(office.uid)) == 1


def test_a_forwarding_address_still_works_and_ends_by_itself(office: Office, port: int) -> None:
    """R112: the old address keeps working for its days."""
    with audit.attempt(office.world.alice, office.world.slug, "address.style") as actor:
        addresses.choose_style(actor=actor, style="random")
    with audit.attempt(office.world.alice, office.world.slug, "address.give") as actor:
        addresses.give(actor=actor, code=office.code, forward_days=30)
    send(port, office.address, mail(office.address))
    [one] = accepted(office.uid)
    assert one.forwarded
    with clock.moved_by(timedelta(days=31)):
        assert addresses_state(office.address) == "ended"


def addresses_state(address: str) -> str:
    from overstap.tenancy.addresses import queries

    return queries.resolve(address).state
