"""The mail door under load: mails with a PDF of 100 kB, by real clients on loopback, into a real PostgreSQL.

    python -m bench.inbox

A mail counts once the client heard 250: then it lies in the object store and its row is committed. How long the worker
takes to read them afterwards is told besides, without a bound.
"""

import os
import random
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import django

from overstap.lib import postgres

MAILS, CLIENTS, READ = 1_000, 8, 100
SIZE = 100_000  # bytes of a PDF
BOUND = 20.0  # milliseconds a mail: 50 mails a second
_CODE = "INBOX"


def main() -> None:
    """Alone, in a database of its own."""
    os.environ["OVERSTAP_DATABASE"] = "overstap_bench_inbox"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    postgres.create_database(postgres.ensure_running(), "overstap_bench_inbox", replace=True)
    django.setup()

    from bench.books import Offices
    from bench.report import Report
    from overstap.lib import database

    database.prepare()
    measure(Report(), Offices.open())


def measure(report, offices) -> None:  # type: ignore[no-untyped-def] # their modules need Django first
    """Send, count, read."""
    address = _address(offices)
    mails = [_mail(address, number) for number in range(MAILS)]
    with _door() as port:
        _send(port, address, mails[: CLIENTS * 2])  # connections to the database are made, the store's folders too
        seconds = _send(port, address, mails[CLIENTS * 2 :])
    count = MAILS - CLIENTS * 2
    waiting = _waiting()
    if len(waiting) != MAILS:
        raise RuntimeError(f"{len(waiting)} of {MAILS} mails are there")
    report.add(
        "inbox, accepting a mail with a PDF of 100 kB",
        seconds / count * 1000,
        "ms",
        bound=BOUND,
        detail=f"{count / seconds:.0f} mails a second by {CLIENTS} clients, each stored before the answer",
    )
    began = time.perf_counter()
    for uid in waiting[:READ]:
        _read(uid)
    report.add(
        "inbox, reading and delivering one", (time.perf_counter() - began) / READ * 1000, "ms", detail="one worker"
    )


def _address(offices) -> str:  # type: ignore[no-untyped-def]
    from overstap.books.ledger import store
    from overstap.tenancy import actions
    from overstap.tenancy.actions import AdministrationDetails
    from overstap.tenancy.addresses import actions as addresses

    with offices.at(offices.giver) as actor:
        details = AdministrationDetails(ledger_id=store.reserve_ledger())
        one = actions.create_administration(actor=actor, code=_CODE, name="Inbox", details=details)
        store.open_ledger(one.ledger_id, "EUR")
        return addresses.give(actor=actor, code=_CODE)


def _mail(to: str, number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "supplier@example.test", to, f"Invoice {number}"
    message["Message-ID"] = f"<{number}@bench.example.test>"
    message.set_content("Please find the invoice attached.")
    content = b"%PDF-1.7\n" + random.Random(number).randbytes(SIZE) + b"\n%%EOF\n"
    message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    return message.as_bytes().replace(b"\n", b"\r\n")


@contextmanager
def _door() -> Iterator[int]:
    variables = {**os.environ, "OVERSTAP_SMTP_RATE": "10000000", "OVERSTAP_SMTP_CONNECTIONS_EACH": "100"}
    command = [sys.executable, "-m", "overstap.smtp", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=variables)
    try:
        if process.stdout is None:
            raise RuntimeError("the door says nothing")
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _send(port: int, to: str, mails: list[bytes]) -> float:
    """All of them, shared among the clients; gives the seconds."""
    threads = [threading.Thread(target=_client, args=(port, to, mails[share::CLIENTS])) for share in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _client(port: int, to: str, mails: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench") as client:
        for raw in mails:
            client.sendmail("supplier@example.test", [to], raw)


def _waiting() -> list[str]:
    from overstap.books.inbox.models import Mail
    from overstap.tenancy.access import acting, system_person

    with acting(system_person().pk, []):
        return [str(uid) for uid in Mail.objects.order_by("id").values_list("uid", flat=True)]


def _read(uid: str) -> None:
    from overstap.connectors.mail import reading

    reading.deliver(uid)


if __name__ == "__main__":
    main()
