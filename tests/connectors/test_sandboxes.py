"""What every sandbox has: a clock that moves, faults that happen when they are switched on, calls that are counted."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from overstap.connectors.sandboxes.catalogue import SANDBOXES
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.serving import HOST, Served, serving
from overstap.connectors.sandboxes.world import Fault, World
from tests.cli.running import ROOT, overstap
from tests.connectors.driven import InProcess

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
done: list[str] = []


def counter(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A package that does what it is asked, and remembers it."""
    done.append(environ["PATH_INFO"])
    told = str(len(done)).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(told)))])
    return [told]


@pytest.fixture
def world() -> Iterator[World]:
    """At noon, with nothing done yet."""
    done.clear()
    yield World(lambda: NOON)
    done.clear()


@pytest.fixture(params=["in process", "over a socket"])
def client(request: pytest.FixtureRequest, world: World) -> Iterator[httpx.Client]:
    """Somebody who calls the sandbox."""
    app = Controlled(counter, world)
    if request.param == "in process":
        with httpx.Client(transport=InProcess(app), base_url="http://localhost") as made:
            yield made
        return
    with serving(app, world) as served, httpx.Client(base_url=served.address) as made:
        yield made


def test_it_counts_what_it_is_asked(client: httpx.Client, world: World) -> None:
    for _time in range(3):
        client.get("/a")
    client.post("/a")
    told = client.get("/_sandbox/").json()
    assert told["calls"] == dict(world.calls) == {"GET /a": 3, "POST /a": 1}
    assert client.delete("/_sandbox/calls").json()["calls"] == {}


def test_its_clock_moves_when_it_is_told_to(client: httpx.Client, world: World) -> None:
    told = client.post("/_sandbox/clock", json={"seconds": 570}).json()
    assert datetime.fromisoformat(told["now"]) == world.now() == NOON + timedelta(seconds=570)
    client.post("/_sandbox/clock", json={"seconds": -570})
    assert world.now() == NOON


def test_a_connection_cut_before_the_work_leaves_nothing_done(client: httpx.Client, world: World) -> None:
    world.switch_on(Fault("drop-before"))
    with pytest.raises(httpx.TransportError):
        client.post("/book")
    assert done == []
    assert client.post("/book").text == "1"


def test_a_connection_cut_after_the_work_leaves_it_done(client: httpx.Client, world: World) -> None:
    client.post("/_sandbox/faults", json={"name": "drop-after", "where": "POST /book", "times": 2})
    assert client.get("/read").text == "1"  # another call is not meant
    for _time in range(2):
        with pytest.raises(httpx.TransportError):
            client.post("/book")
    assert done == ["/read", "/book", "/book"]
    assert client.post("/book").text == "4"  # the fault is used up


def test_faults_are_switched_off_together(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"name": "drop-before", "times": 99})
    client.delete("/_sandbox/faults")
    assert client.get("/a").text == "1"


@pytest.mark.parametrize(("method", "path", "sent"), [
    ("POST", "clock", {}),
    ("POST", "clock", {"seconds": "soon"}),
    ("POST", "faults", {"where": "x"}),
    ("POST", "faults", {"name": "drop-before", "where": "("}),
    ("POST", "faults", {"name": "drop-before", "times": "often"}),
    ("PUT", "clock", {"seconds": 1}),
    ("GET", "nothing", {}),
])  # fmt: skip
def test_what_the_control_does_not_know_is_told_and_changes_nothing(
    client: httpx.Client, world: World, method: str, path: str, sent: dict[str, object]
) -> None:
    answer = client.request(method, f"/_sandbox/{path}", json=sent)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert world.now() == NOON
    assert client.get("/a").text == "1"


def test_it_answers_on_this_machine_only_and_speaks_http_1_1(world: World) -> None:
    with serving(Controlled(counter, world), world) as served:
        assert served.address.startswith(f"http://{HOST}:")
        assert httpx.get(f"{served.address}/a").http_version == "HTTP/1.1"


def test_a_port_that_is_taken_is_an_error_and_ends_nothing(world: World) -> None:
    app = Controlled(counter, world)
    with serving(app, world) as first:
        port = int(first.address.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), serving(app, world, port):
            pass
        assert httpx.get(f"{first.address}/a").text == "1"
    with serving(app, world, port) as again:  # and is free again afterwards
        assert isinstance(again, Served)


def test_the_command_lists_the_sandboxes_and_refuses_others() -> None:
    assert overstap("--json", "sandbox").data == {name: f"http://{HOST}:{one.port}" for name, one in SANDBOXES.items()}
    for refused in (("sandbox", "spreadsheet"), ("sandbox", next(iter(SANDBOXES)), "--port", 70_000)):
        assert overstap("--json", *refused).data["error"] == "USAGE"


def test_the_command_says_so_where_a_port_is_taken() -> None:
    with socket.create_server((HOST, 0)) as taken:
        answer = overstap("--json", "sandbox", next(iter(SANDBOXES)), "--port", taken.getsockname()[1])
    assert (answer.code, answer.data["error"]) == (6, "SANDBOX-PORT")


@pytest.mark.parametrize("name", sorted(SANDBOXES))
def test_every_sandbox_starts_tells_its_settings_and_stops_when_asked(name: str) -> None:
    command = [sys.executable, "-m", "overstap.cli", "--language", "en", "sandbox", name, "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = []
        for line in running.stdout:
            told.append(line)
            if "Ctrl+C" in line:
                break
        address = told[0].split()[-1]
        assert httpx.get(f"{address}/_sandbox/").json()["calls"] == {}
        running.send_signal(signal.SIGINT)
        assert "Stopped." in running.stdout.read()
    assert running.returncode == 0
    assert any(f"={address}" in line for line in told if line.startswith("export OVERSTAP_"))
