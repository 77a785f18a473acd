"""A real server that speaks S3, in a process of its own on this machine, and a bucket in it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from obstore.store import S3Store

_PATIENCE = 60.0  # seconds
KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",  # of the server of the tests, which asks for none  # pragma: allowlist secret
    "AWS_REGION": "eu-west-1",
}


@contextmanager
def server(log: Path) -> Iterator[str]:
    """Its address; the process is ended by its own handle."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **KEYS},
        )
        try:
            _wait_until_it_answers(process, address, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE)


def make_bucket(address: str, name: str) -> None:
    """A bucket of this name."""
    _ask(address, "PUT", name)


def somebody_else(bucket: str) -> S3Store:
    """Who changes and removes things behind our back; asks the environment for the server and its keys."""
    return S3Store(bucket, client_options={"allow_http": True})


def _ask(address: str, method: str, path: str) -> None:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)
    try:
        connection.request(method, f"/{path}")
        assert connection.getresponse().status < 400
    finally:
        connection.close()


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            _ask(address, "GET", "moto-api/")
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server of buckets does not answer")
