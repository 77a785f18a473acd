"""Settings of the tests. Read before any conftest.py, so this is where the tests get a database of their own.

Processes that a test starts inherit the variables and so meet the same database.
"""

import os
import uuid
from pathlib import Path

from overstap.lib import postgres

os.environ.setdefault("OVERSTAP_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("OVERSTAP_LANGUAGE", "en")
os.environ.setdefault("OVERSTAP_DATABASE", f"overstap_test_{uuid.uuid4().hex[:8]}")
if not postgres.uses_own_server():
    postgres.ensure_running()

from overstap.config.settings import *  # noqa: F403 - only now do they see the variables above
