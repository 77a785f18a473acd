"""The plans that the tests of the sample books look at."""

from overstap.books.sample import SamplePlan

PLANS = tuple(
    SamplePlan(seed, f"Proefbedrijf {trade}", (2023, 2024, 2025), 6_000, opening=opening, trade=trade)
    for seed, trade, opening in (
        (1, "consultancy", "element"),
        (2, "wholesale", "period0"),
        (3, "builder", "element"),
        (4, "wholesale", "none"),
        (5, "wholesale", "element"),
    )
)
