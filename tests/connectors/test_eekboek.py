"""An independent oracle: the package's own trial balance of the books that its audit file holds."""

import re
from decimal import Decimal
from pathlib import Path

from overstap.books.ledger import queries
from overstap.tenancy import access
from overstap.tenancy.roles import Right
from tests.connectors.files import CODE, bring_in
from tests.tenancy.people import World

# Code, name, then debit and credit, then a balance on one side or none.
_ACCOUNT = re.compile(r"^(\d{4})\s+(.+?)\s{2,}\s*([\d,]+)\s+([\d,]+)(\s+[\d,]+)?\s*$")
_DEBIT_COLUMN_ENDS = 81  # a balance that ends further right stands on the credit side


def own_trial_balance(text: str) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Per account of EekBoek's report: debit, credit, balance."""
    found = {}
    for line in text.splitlines():
        match = _ACCOUNT.match(line)
        if match is None:
            continue
        debit, credit = (Decimal(match[number].replace(",", ".")) for number in (3, 4))
        balance = Decimal((match[5] or "0").strip().replace(",", "."))
        found[match[1]] = (debit, credit, -balance if len(line.rstrip()) > _DEBIT_COLUMN_ENDS else balance)
    return found


def test_the_trial_balance_equals_that_of_eekboek_account_for_account(world: World, shared: Path) -> None:
    bring_in(world, shared / "data/xaf/EekBoek_CLAIR2_2013_export.xaf")
    expected = own_trial_balance((shared / "data/eekboek/reports/proef2.txt").read_text(encoding="utf-8"))
    assert len(expected) == 18
    with access.enter(world.alice, world.slug) as actor:
        rows = queries.trial_balance(access.administration(actor, CODE, Right.READ_BOOKS))
    # EekBoek counts its opening entry (period 0) among the movements.
    found = {
        row.account: (
            row.debit + max(row.opening, Decimal(0)),
            row.credit - min(row.opening, Decimal(0)),
            row.closing,
        )
        for row in rows
    }
    assert found == expected
