"""How somebody who knows Splink and the cards would set it up, per kind of set."""

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on


def settings(kind: str) -> SettingsCreator:
    """Comparisons and blocking rules of a kind of set."""
    comparisons, keys = _KINDS[kind]()
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(*key) for key in keys],
        retain_matching_columns=False,
    )


def certain(kind: str) -> list[object]:
    """Rules that hold for one party and hardly ever for two: what the share of matches is estimated from."""
    return [block_on(*key) for key in _CERTAIN[kind]]


def training(kind: str) -> list[object]:
    """The blocks that expectation maximisation is run in, one after the other."""
    return [block_on(*key) for key in _TRAINING[kind]]


_CERTAIN: dict[str, list[tuple[str, ...]]] = {
    "contacts": [("kvk", "sorted_name"), ("sorted_name", "postcode", "number"), ("vat", "sorted_name")],
    "febrl": [("soc_sec_id",), ("given_name", "surname", "date_of_birth")],
    "people": [("fname_c1", "dob"), ("lname_c1", "dob"), ("fname_c1", "lname_c1", "year")],
    "sites": [("name", "address"), ("name", "phone")],
    "restaurants": [("phone",), ("name", "city")],
}
_TRAINING: dict[str, list[tuple[str, ...]]] = {
    "contacts": [("sorted_name",), ("postcode", "number"), ("vat",)],
    "febrl": [("date_of_birth",), ("surname", "given_name"), ("postcode",)],
    "people": [("dob",), ("fname_c1", "lname_c1")],
    "sites": [("phone",), ("name",), ("address",)],
    "restaurants": [("phone",), ("name",), ("addr",)],
}


def _contacts() -> tuple[list[object], list[tuple[str, ...]]]:
    frequent = {"term_frequency_adjustments": True}
    return (
        [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(**frequent),
            cl.LevenshteinAtThresholds("kvk", 1),
            cl.LevenshteinAtThresholds("vat", 1),
            cl.LevenshteinAtThresholds("iban", 1).configure(**frequent),
            cl.EmailComparison("mail").configure(**frequent),
            cl.LevenshteinAtThresholds("phone", 1).configure(**frequent),
            _place(),
        ],
        [
            ("kvk",), ("vat",), ("iban",), ("mail",), ("phone",), ("sorted_name",), ("postcode", "number"),
            ("substr(name,1,6)", "area"), ("rare_word", "city"), ("domain", "substr(sorted_name,1,4)"),
            ("street", "number", "city"),
        ],
    )  # fmt: skip


def _place() -> object:
    """One comparison for the whole address: postcode, street and town agree or differ together."""
    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.NullLevel("postcode"),
            cll.And(cll.ExactMatchLevel("postcode"), cll.ExactMatchLevel("number")),
            cll.And(cll.ExactMatchLevel("street"), cll.ExactMatchLevel("number")),
            cll.LevenshteinLevel("postcode", 1),
            cll.ExactMatchLevel("city"),
            cll.ElseLevel(),
        ],
    )


def _febrl() -> tuple[list[object], list[tuple[str, ...]]]:
    return (
        [
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]),
            cl.ExactMatch("street_number"),
            cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("postcode", [1, 2]),
        ],
        [
            ("soc_sec_id",), ("date_of_birth",), ("given_name", "surname"), ("surname", "postcode"),
            ("given_name", "postcode"), ("address_1", "street_number"), ("suburb", "surname"),
        ],
    )  # fmt: skip


def _people() -> tuple[list[object], list[tuple[str, ...]]]:
    return (
        [
            cl.NameComparison("fname_c1").configure(term_frequency_adjustments=True),
            cl.NameComparison("lname_c1").configure(term_frequency_adjustments=True),
            cl.ExactMatch("fname_c2"),
            cl.ExactMatch("lname_c2"),
            cl.ExactMatch("year").configure(term_frequency_adjustments=True),
            cl.ExactMatch("month"),
            cl.ExactMatch("day"),
        ],
        [
            ("dob",), ("fname_c1", "lname_c1"), ("lname_c1", "year"), ("fname_c1", "year", "month"),
            ("lname_c1", "month", "day"),
        ],
    )  # fmt: skip


def _sites() -> tuple[list[object], list[tuple[str, ...]]]:
    return (
        [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("zip").configure(term_frequency_adjustments=True),
        ],
        [
            ("phone",), ("name",), ("address",), ("substr(name,1,6)", "zip"), ("substr(address,1,8)",),
            ("substr(name,1,10)",),
        ],
    )  # fmt: skip


def _restaurants() -> tuple[list[object], list[tuple[str, ...]]]:
    return (
        [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]),
            cl.JaroWinklerAtThresholds("addr", [0.95, 0.88, 0.8]),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.JaroWinklerAtThresholds("city", [0.9]).configure(term_frequency_adjustments=True),
        ],
        [("phone",), ("name",), ("addr",), ("substr(name,1,4)",), ("substr(addr,1,6)", "city")],
    )


_KINDS = {"contacts": _contacts, "febrl": _febrl, "people": _people, "sites": _sites, "restaurants": _restaurants}
