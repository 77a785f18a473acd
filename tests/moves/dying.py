"""Work done by a process that is killed at one of its SQL statements; again and again, a little later each time."""

import os
import signal
from collections.abc import Callable

from django.db import connection


class _Executioner:
    """Kills its own process when it has let so many statements through."""

    def __init__(self, let_through: int) -> None:
        self.left = let_through

    def __call__(self, execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        return execute(sql, params, many, context)


class _Gone(BaseException):
    """The connection was cut under the work."""


class _Cutter(_Executioner):
    """Cuts the connection when it has let so many statements through."""

    def __call__(self, execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if self.left == 0:
            connection.connection.close()
            raise _Gone
        self.left -= 1
        return execute(sql, params, many, context)


def cut_off_at_statements(work: Callable[[], object], unchanged: Callable[[], None], every: int) -> int:
    """As ``killed_at_statements``, for work that cannot be done in a fork: its connection is cut instead.

    The library that sets a PDF waits for ever in a fork of a process that used it before: its threads are not there.
    """
    died = 0
    while _is_cut_off(work, died * every):
        died += 1
        unchanged()
    return died


def _is_cut_off(work: Callable[[], object], let_through: int) -> bool:
    try:
        with connection.execute_wrapper(_Cutter(let_through)):
            work()
    except _Gone:
        connection.close()
        return True
    return False


def killed_at_statements(work: Callable[[], object], unchanged: Callable[[], None], every: int) -> int:
    """Run ``work`` in a process that dies before statement 1, 1 + every, 1 + 2 x every …, until it lives to the end.

    After each death ``unchanged`` says whether all is as before. Gives how often it died; in the end the work is done.
    """
    died = 0
    while _dies(work, died * every):
        died += 1
        unchanged()
    return died


def _dies(work: Callable[[], object], let_through: int) -> bool:
    connection.close()  # a process of its own needs a connection of its own
    child = os.fork()
    if child == 0:
        _run_to_the_end(work, let_through)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed of itself"
    return False


def _run_to_the_end(work: Callable[[], object], let_through: int) -> None:
    """Never returns: not even an error may run what the test would do next."""
    status = 1
    try:
        with connection.execute_wrapper(_Executioner(let_through)):
            work()
        status = 0
    finally:
        os._exit(status)
