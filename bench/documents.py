"""Documents: their contents hashed anew against sha256sum, and searches through the texts of a large archive.

python -m bench.documents     these benchmarks alone
"""

import os
from typing import TYPE_CHECKING

import django

from overstap.lib import postgres

if TYPE_CHECKING:
    from bench.books import Offices
    from bench.report import Report


def measure(report: "Report", offices: "Offices", rounds: int) -> None:
    """Both figures."""
    from bench import archives

    archives.measure(report, offices, rounds)


def main() -> None:
    """In a database of their own."""
    os.environ["OVERSTAP_DATABASE"] = "overstap_bench_documents"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    postgres.create_database(postgres.ensure_running(), "overstap_bench_documents", replace=True)
    django.setup()

    from bench.books import Offices
    from bench.report import Report
    from overstap.lib import database

    database.prepare()
    measure(Report(), Offices.open(), 5)


if __name__ == "__main__":
    main()
