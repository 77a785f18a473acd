"""What pages and the command line need of coupling does without the libraries of matching."""

import os
import subprocess
import sys

PROGRAM = """
import sys
import django
django.setup()
from overstap.coupling import deciding, findings, queries, running, tasks, undoing
heavy = sorted({"duckdb", "numpy", "pyarrow", "rapidfuzz"} & set(sys.modules))
sys.exit(" ".join(heavy) or 0)
"""


def test_matching_is_loaded_by_the_workers_step_alone() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "overstap.config.settings"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
