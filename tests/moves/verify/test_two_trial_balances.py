"""The verification's own figures against those of the books: two queries that share nothing."""

from collections import defaultdict
from decimal import Decimal

from overstap.books.ledger.queries import trial_balance
from overstap.moves.models import MoveAdministration
from overstap.moves.state import for_system
from overstap.moves.verify.reading import fetch, parameters
from overstap.moves.verify.statements import STATEMENTS
from overstap.tenancy.models import Administration
from tests.moves.verify.books import Carried

Row = dict[str, Decimal]


def ours(part: MoveAdministration, holder: Administration) -> dict[str, Row]:
    """Account -> opening, debit, credit, from the statement that is compared in a verification."""
    query = next(kind.rows for kind in STATEMENTS if kind.name == "trial_balance")
    rows: dict[str, Row] = defaultdict(lambda: {"opening": Decimal(), "debit": Decimal(), "credit": Decimal()})
    for key, figure in fetch(query, parameters(part, holder)):
        assert isinstance(key, list)
        _year, _period, opening, account, side = key
        amount = Decimal(str(figure))
        if opening:
            rows[account]["opening"] += amount if side == "debit" else -amount
        else:
            rows[account][side] += amount
    return rows


def test_our_trial_balance_is_that_of_the_books(move: Carried) -> None:
    with for_system(move.uid):
        part = MoveAdministration.objects.get(pk=move.part_id)
        holder = Administration.objects.get(pk=move.target_id)
        found = ours(part, holder)
        books = {
            row.account: {"opening": row.opening, "debit": row.debit, "credit": row.credit}
            for row in trial_balance(holder)
        }
    assert len(books) > 3
    assert found == books
