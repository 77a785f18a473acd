"""Clients that nobody here wrote, unmodified, run against the sandbox over a socket."""

import ipaddress
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.serving import WSGIRequestHandler, make_server

from overstap.connectors.exact_online.sandbox import application, seed
from overstap.connectors.sandboxes.serving import HOST, serving
from overstap.connectors.sandboxes.world import World
from tests.connectors.exact_online.sandbox_caller import REDIRECT, WHO

CLIENTS = Path(__file__).parent / "clients"


def consent(address: str, verify: ssl.SSLContext | bool = True) -> str:
    """A person gives consent; the code."""
    query = {"client_id": WHO["client_id"], "redirect_uri": REDIRECT, "response_type": "code", "consent": "yes"}
    answer = httpx.get(f"{address}/api/oauth2/auth", params=query, verify=verify)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def run(script: str, *words: str, **variables: str) -> dict[str, Any]:
    """What a client found."""
    done = subprocess.run(
        [sys.executable, str(CLIENTS / script), *words], capture_output=True, text=True, env=variables, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_django_exact_signs_in_pages_writes_and_refreshes() -> None:
    world = World()
    with serving(application(world, per_minute=100_000), world) as served:
        found = run("with_django_exact.py", served.address, consent(served.address))
    assert found.pop("auth_url").startswith(f"{served.address}/api/oauth2/auth?client_id=overstap-sandbox")
    assert found == {
        "paged": 130,
        "limited": 5,
        "by_code": "Klant 25",
        "changed": "Anders",
        "missing": True,
        "error": "Gegeven bestaat reeds.",
        "sale": 121,
        "after_refresh": 1,
        "refreshed": True,
    }


def test_exactonline_signs_in_over_tls_pages_and_writes(tmp_path: Path, authority: Path) -> None:
    with serving_tls(tmp_path) as address:
        code = consent(address, ssl.create_default_context(cafile=authority))
        found = run("with_exactonline.py", address, code, str(tmp_path / "exact.ini"), SSL_CERT_FILE=str(authority))
    assert found == {
        "divisions": [100_001, 100_002, 100_003, 100_004],
        "current": 100_001,
        "customers": 8,
        "two": 2,
        "lines": len(seed.divisions()[0].table("financialtransaction/TransactionLines")),
        "accounts": 31,
        "contacts": 14,
        "bank_accounts": 14,
        "vat_codes": 7,
        "receivables": 24,
        "deferred": True,
        "changed": "Anders",
        "left": 0,
    }


class _Still(WSGIRequestHandler):
    """Keeps no log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's word
        """Nothing: the test says what it found."""


@contextmanager
def serving_tls(folder: Path) -> Iterator[str]:
    """The sandbox on a port with TLS: exactonline speaks nothing else."""
    world = World()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    app = application(world, per_minute=100_000)
    server = make_server(HOST, 0, app, threaded=True, ssl_context=context, request_handler=_Still)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://{HOST}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The certificate of an authority for one test; ``server.pem`` beside it is what it signed."""
    own, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Overstap test authority")])
    root = _certificate(name, own.public_key(), x509.BasicConstraints(ca=True, path_length=0)).sign(
        own, hashes.SHA256()
    )
    server_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    builder = _certificate(name, other.public_key(), x509.BasicConstraints(ca=False, path_length=None))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    server = builder.subject_name(server_name).add_extension(alternative, critical=False).sign(own, hashes.SHA256())
    (tmp_path / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    key = other.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "server.pem").write_bytes(key + server.public_bytes(serialization.Encoding.PEM))
    return tmp_path / "ca.pem"


def _certificate(
    issuer: x509.Name, key: ec.EllipticCurvePublicKey, constraints: x509.BasicConstraints
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().issuer_name(issuer).public_key(key).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(constraints, critical=True)
    return builder.subject_name(issuer) if constraints.ca else builder
