"""Run the benchmarks, print the ratios, write them as JSON.

    python -m bench [--lines N] [--administrations N] [--rounds N] [--json FILE]

``--lines`` is the size of the large administration (1,000,000 unless said), ``--administrations`` how many small ones
move in one night (1,000). Runs in a database of its own, which is
made anew each time.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import django

from overstap.lib import postgres


def main() -> None:
    """Prepare, measure, report. Ends with 1 when a ratio is beyond its bound."""
    options = _options()
    os.environ["OVERSTAP_DATABASE"] = "overstap_bench"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    postgres.create_database(postgres.ensure_running(), "overstap_bench", replace=True)
    django.setup()

    from bench import bank, documents, exact_reading, importing, inbox, moving, nightly, pages, reading, serving
    from bench.books import Offices, write_books
    from bench.report import Report
    from overstap.lib import database

    database.prepare()
    report = Report()
    offices = Offices.open()
    large = write_books(options.lines)
    importing.measure(report, offices, large, options.rounds)
    # First: it makes the sums that the worker makes after every import.
    pages.measure(report, offices, options.lines, options.rounds)
    reading.measure(report, offices, options.rounds)
    serving.measure(report, offices, options.lines)
    moving.measure(report, offices, sorted({1_000, min(100_000, options.lines), options.lines}))
    nightly.measure(report, offices, options.administrations)
    inbox.measure(report, offices)
    bank.measure(report)
    documents.measure(report, offices, options.rounds)
    exact_reading.measure(report, rounds=options.rounds)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report.as_dict(), indent=2) + "\n")
    beyond = [measure.name for measure in report.measures if not measure.within]
    print(f"\nBeyond their bound: {', '.join(beyond) or 'none'}.")
    print(f"Written to {os.path.relpath(options.json)}")
    sys.exit(0 if report.all_within else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--administrations", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, default=postgres.var_dir() / "bench" / "bench.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
