"""The trial balance against the bare GROUP BY in psql."""

import subprocess
import time

from bench.books import Offices
from bench.importing import code_for
from bench.report import Report
from overstap.books.ledger.queries import trial_balance
from overstap.lib import postgres
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

BOUND = 1.3
BARE = "SELECT account_code, side, opening, sum(amount) FROM ledger_line WHERE ledger_id = {ledger} GROUP BY 1, 2, 3"


def measure(report: Report, offices: Offices, rounds: int) -> None:
    """Ours through row-level security and the ORM's connection; the peer as the owner of the tables in psql."""
    lines = max(_sizes(offices))
    with offices.at(offices.giver) as actor:
        administration = access.administration(actor, code_for(lines), Right.READ_BOOKS)
    ours, peer = [], []
    for _ in range(max(rounds, 5)):
        peer.append(_psql(administration.ledger_id))
        ours.append(_ours(offices, administration))
    report.ratio(
        f"trial balance / GROUP BY in psql, {lines:,} lines", ours, peer, bound=BOUND, detail="times within the session"
    )


def _sizes(offices: Offices) -> list[int]:
    with offices.at(offices.giver):
        codes = Administration.objects.filter(environment=offices.giver).values_list("code", flat=True)
        return [int(code.removeprefix("B")) for code in codes if "-" not in code]


def _ours(offices: Offices, administration: Administration) -> float:
    with offices.at(offices.giver):
        began = time.perf_counter()
        rows = trial_balance(administration)
        seconds = time.perf_counter() - began
    if not rows:
        raise RuntimeError("the trial balance is empty")
    return seconds


def _psql(ledger: int) -> float:
    """The time that psql itself tells with \\timing, so that starting a process does not count."""
    command = [
        str(postgres.psql_path()),
        "-h",
        str(postgres.socket_dir()),
        "-U",
        postgres.OWNER,
        "-d",
        "overstap_bench",
    ]
    script = f"\\timing on\n{BARE.format(ledger=ledger)};\n"
    done = subprocess.run([*command, "-X", "-q"], input=script, capture_output=True, text=True, check=True)
    told = next(line for line in done.stdout.splitlines() if line.startswith("Time:"))
    return float(told.split()[1].replace(",", ".")) / 1000
