"""Lifelike Dutch books from a seed: invented companies, several years, any size, always the same.

Pure Python; see ``SamplePlan`` for what can be chosen and ``SampleBooks`` for what comes out.
"""

from overstap.books.sample.books import SampleBooks, make
from overstap.books.sample.plan import DEMO_PLANS, BadPlan, SamplePlan

__all__ = ["DEMO_PLANS", "BadPlan", "SampleBooks", "SamplePlan", "make"]
