"""The pages under load: twenty people at work at the same moment, on a real server, with the large administration."""

import random
import socket
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench import visited
from bench.books import Offices, folder
from bench.importing import code_for
from bench.report import Report
from overstap.cli.serving import Place, Processes, build_assets
from overstap.moves import actions as moves
from overstap.moves.actions.give import OfferOrder
from overstap.tenancy import actions, people
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role

PEOPLE = 20
PAUSE = (0.5, 1.5)  # seconds that somebody looks at a page before asking for the next
BOUND = 150.0  # milliseconds, at the 95th percentile of each page
TIMES = 3  # that each person asks for each page
READY_WITHIN = 60.0


@dataclass
class Taken:
    """Milliseconds per page; filled by all people together."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


def measure(report: Report, offices: Offices, lines: int) -> None:
    """The 95th percentile per page, with people who read what they asked for; and all at once, for information."""
    code = code_for(lines)
    person = _somebody(offices, code)
    with _offered(offices, code) as move:
        _load(report, person, visited.pages(offices, code, move))


@contextmanager
def _offered(offices: Offices, code: str) -> Iterator[UUID]:
    """A migration that is offered, and afterwards withdrawn: other benchmarks migrate the same administration."""
    order = OfferOrder(codes=[code], receiver_email="receiver@example.test", agreed=True)
    with offices.at(offices.giver) as giver:
        uid = moves.offer(giver, order).uid
    try:
        yield uid
    finally:
        with offices.at(offices.giver) as giver:
            moves.withdraw(giver, uid)


def _load(report: Report, person: Person, pages: dict[str, str]) -> None:
    build_assets()
    with _server() as port:
        visitors = [_cookie(person) for _number in range(PEOPLE)]
        _visit(port, visitors[:2], pages, 1, (0.0, 0.0))  # templates are read once
        calm = _visit(port, visitors, pages, TIMES, PAUSE)
        rushed = _visit(port, visitors, pages, 1, (0.0, 0.0))
    _tell(report, calm, rushed)


def _tell(report: Report, calm: Taken, rushed: Taken) -> None:
    for name, took in calm.of.items():
        detail = f"median {statistics.median(took):.0f} ms, {len(took)} times, {PEOPLE} people who read a second each"
        report.add(f"page: {name}, p95", _p95(took), "ms", bound=BOUND, detail=detail)
    every = [one for took in rushed.of.values() for one in took]
    detail = f"{PEOPLE} people who never stop to read; median {statistics.median(every):.0f} ms"
    report.add("all pages, p95 without a pause", _p95(every), "ms", detail=detail)
    report.add(
        "answers that were not 200", len(calm.wrong) + len(rushed.wrong), "", bound=0, detail=str(calm.wrong[:3])
    )


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def _visit(port: int, cookies: Sequence[str], pages: dict[str, str], times: int, pause: tuple[float, float]) -> Taken:
    taken = Taken()
    threads = [
        threading.Thread(target=_person, args=(port, cookie, pages, times, pause, taken, number))
        for number, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _person(
    port: int, cookie: str, pages: dict[str, str], times: int, pause: tuple[float, float], taken: Taken, seed: int
) -> None:
    chance = random.Random(seed)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for _round in range(times):
        order = list(pages.items())
        chance.shuffle(order)
        for name, path in order:
            time.sleep(chance.uniform(*pause))
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            answer.read()
            taken.of[name].append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                taken.wrong.append(f"{path}: {answer.status}")
    connection.close()


def _somebody(offices: Offices, code: str) -> Person:
    """A superuser of flesh and blood with access to the large administration."""
    person = actions.create_person(email="bench@example.test", name="Bench Visitor")
    with offices.at(offices.giver) as actor:
        token = people.invite(actor=actor, email=person.email, role=Role.SUPERUSER)
    people.accept_invitation(person=person, token=token)
    with offices.at(offices.giver) as actor:
        actions.give_access(actor=actor, code=code, person=person)
    return person


def _cookie(person: Person) -> str:
    """A session in which the person is signed in, as the cookie that carries it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def _server() -> Iterator[int]:
    """The web server as it is run for real, with a process for each of two cores."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    with (folder() / "server.log").open("wb") as log, Processes(log) as processes:
        processes.serve(Place("127.0.0.1", port, workers=2, threads=4))
        _wait_for(port)
        yield port


def _wait_for(port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/accounts/login/")
            connection.getresponse().read()
            connection.close()
            return
        time.sleep(0.2)
    raise TimeoutError("the web server of the benchmark did not start")
