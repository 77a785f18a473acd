"""Reading the lines of a division of Exact Online against the bare download of the same pages.

    python -m bench.exact_reading [--lines N] [--rounds N]

The sandbox runs in a process of its own and answers over a socket, so that two free cores are needed: one page is made
while another is read. Its limits are wide here, so that nothing is waited for. The bare download follows the same
addresses over one httpx connection, and looks for the next address only.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import django
import httpx

from bench.report import Report

RATIO_BOUND = 1.3
MEMORY_BOUND = 1.15  # of 100,000 lines against 20,000
SMALLER, LINES = 20_000, 100_000
DIVISION = "100001"
_REDIRECT = "https://overstap.example/answer"
_NEXT = re.compile(rb'"__next": ?"([^"]+)"')


def measure(report: Report, lines: int = LINES, rounds: int = 3) -> None:
    """The bare download and ours by turns; then the memory of a fifth of the lines."""
    with _sandbox(lines) as address:
        bare, ours = [], []
        for _turn in range(rounds):
            bare.append(_child("bare", address))
            ours.append(_child("ours", address))
    with _sandbox(lines // 5) as address:
        small = _child("ours", address)
    seconds = [[one["seconds"] for one in told] for told in (ours, bare)]
    detail = (
        f"{ours[0]['calls']:.0f} calls against {bare[0]['calls']:.0f}, over a socket, {ours[0]['lines']:,.0f} lines"
    )
    report.ratio("reading Exact Online / bare download", *seconds, bound=RATIO_BOUND, detail=detail)
    peak = max(one["peak_mb"] for one in ours)
    detail = f"{peak:.1f} MB with {ours[0]['lines']:,.0f} lines, {small['peak_mb']:.1f} MB with {small['lines']:,.0f}"
    report.add("reading Exact Online, memory", peak / small["peak_mb"], "x", bound=MEMORY_BOUND, detail=detail)


@contextmanager
def _sandbox(lines: int) -> Iterator[str]:
    serving = subprocess.Popen(
        [sys.executable, "-m", "bench.exact_reading", "serve", "--lines", str(lines)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    try:
        yield serving.stdout.readline().strip()
    finally:
        serving.terminate()
        serving.communicate()


def _child(what: str, address: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.exact_reading", what, "--address", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{what} ended with {done.returncode}: {done.stderr[-4000:]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _serve(lines: int) -> None:
    from overstap.connectors.exact_online.sandbox.app import application
    from overstap.connectors.sandboxes.serving import serving
    from overstap.connectors.sandboxes.world import World

    world = World()
    with serving(application(world, lines, 1_000_000, 1_000_000), world) as served:
        print(served.address, flush=True)
        sys.stdin.read()


def _told(address: str, read: Callable[[], tuple[int, int]]) -> None:
    before = _calls(address)
    began = time.perf_counter()
    read_, lines = read()
    seconds = time.perf_counter() - began
    calls = _calls(address) - before
    print(json.dumps({"seconds": seconds, "peak_mb": _peak(), "lines": lines, "calls": calls, "read": read_}))


def _calls(address: str) -> int:
    counted: dict[str, int] = httpx.get(f"{address}/_sandbox/").json()["calls"]
    return sum(times for call, times in counted.items() if "TransactionLines" in call)


def _peak() -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024  # type: ignore[union-attr]


def _bare(address: str) -> None:
    from overstap.connectors.exact_online.reader_entries import LINE_FIELDS, LINES, OPENING_TYPE, ORDER

    asked = {"$select": ",".join(LINE_FIELDS), "$filter": f"Type ne {OPENING_TYPE}", "$orderby": ORDER}
    with httpx.Client(base_url=address, timeout=60) as http:
        http.headers.update({"Authorization": f"Bearer {_token(http)}", "Accept": "application/json"})

        def read() -> tuple[int, int]:
            answer = http.get(f"/api/v1/{DIVISION}/{LINES}", params=asked)
            size, lines = len(answer.content), answer.content.count(b'"EntryID"')
            while following := _NEXT.search(answer.content[-4_000:]):
                answer = http.get(following[1].decode())
                size += len(answer.content)
                lines += answer.content.count(b'"EntryID"')
            return size, lines

        _told(address, read)


def _token(http: httpx.Client) -> str:
    asked = {"client_id": "overstap-sandbox", "redirect_uri": _REDIRECT, "response_type": "code", "consent": "yes"}
    came = http.get("/api/oauth2/auth", params=asked)
    grant = {
        "grant_type": "authorization_code",
        "code": dict(parse_qsl(urlsplit(came.headers["Location"]).query))["code"],
        "redirect_uri": _REDIRECT,
        "client_id": "overstap-sandbox",
        "client_secret": "sandbox-geheim",
    }
    token: str = http.post("/api/oauth2/token", data=grant).json()["access_token"]
    return token


def _ours(address: str) -> None:
    from overstap.books.ledger.values import Entry
    from overstap.connectors.credentials.memory import MemoryVault
    from overstap.connectors.exact_online.connector import ExactOnlineConnector
    from overstap.connectors.port import Connection, Outside
    from overstap.connectors.values import Kind, Wanted
    from overstap.tenancy.values import PackageFamily

    connector = ExactOnlineConnector(Outside(MemoryVault(), address, "overstap-sandbox", "sandbox-geheim"))
    connection = Connection(PackageFamily.EXACT_ONLINE, "Bench", "", 0, 1)
    came = httpx.get(connector.consent_address(connection, "staat", _REDIRECT) + "&consent=yes")
    answer = dict(parse_qsl(urlsplit(came.headers["Location"]).query))
    connector.redeem(connection, answer, "staat", _REDIRECT)

    def read() -> tuple[int, int]:
        entries = lines = 0
        for record in connector.read(connection, DIVISION, Wanted(frozenset({Kind.ENTRIES}))):
            assert isinstance(record, Entry)
            entries += 1
            lines += len(record.lines)
        return entries, lines

    _told(address, read)


def main() -> None:
    """Measure and print; ``serve``, ``bare`` and ``ours`` are what the child processes do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="measure", choices=("measure", "serve", "bare", "ours"))
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--address", default="")
    options = parser.parse_args()
    if options.what == "measure":
        measure(Report(), options.lines, options.rounds)
    elif options.what == "serve":
        _serve(options.lines)
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
        django.setup()
        {"bare": _bare, "ours": _ours}[options.what](options.address)


if __name__ == "__main__":
    main()
