"""Tells what failed while the other tests go on: a run that is cut off would take the reason along.

pytest -p tests.at_once
"""

import pytest


class AtOnce:
    """Writes each failure where the progress is written, every line after an exclamation mark."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write it, when it failed."""
        if not report.failed:
            return
        self._terminal.ensure_newline()
        for line in (f"{report.nodeid} ({report.when})", *report.longreprtext.splitlines()):
            self._terminal.write_line(f"! {line}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Join the terminal, when it is there."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(terminal, pytest.TerminalReporter):
        config.pluginmanager.register(AtOnce(terminal), "at-once")
