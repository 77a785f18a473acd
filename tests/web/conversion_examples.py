"""A conversion that was read and waits for its review, for the pages of conversions."""

from tests.moves.conversions.walking import drawn_up, read
from tests.moves.world import TwoOffices

_NAMES = (
    "conversion", "conversion-begin", "conversion-write", "conversion-go-on", "conversion-cancel",
    "conversion-mapping", "conversion-findings", "conversion-differences", "conversion-csv",
)  # fmt: skip


def conversion_examples(world: TwoOffices) -> dict[str, str]:
    """What to fill in for the addresses of conversions."""
    uid = drawn_up(world)
    read(world, uid)
    return dict.fromkeys([f"{name}.uid" for name in _NAMES], str(uid))
