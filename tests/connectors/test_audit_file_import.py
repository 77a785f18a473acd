"""An audit file goes into the books whole or not at all."""

from decimal import Decimal
from pathlib import Path

import pytest

from overstap.books.ledger import models as ledger
from overstap.books.ledger import queries, store
from overstap.books.ledger.values import Totals
from overstap.connectors.audit_file import actions
from overstap.connectors.audit_file.values import ImportRefused
from overstap.exchange.xaf import checks
from overstap.exchange.xaf.errors import BrokenXml, WrongEncoding
from overstap.lib.errors import OverstapError
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration, AuditEvent
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState
from tests.connectors.files import CODE, bring_in, small
from tests.tenancy.people import World, join, make_person


def nothing_was_written(world: World) -> bool:
    with access.enter(world.alice, world.slug):
        return not Administration.objects.filter(code=CODE).exists() and not ledger.Ledger.objects.exists()


def refusals(world: World) -> list[tuple[str, str]]:
    with access.enter(world.alice, world.slug):
        found = AuditEvent.objects.filter(outcome="refused").order_by("pk")
        return list(found.values_list("action", "code"))


def test_a_new_code_makes_an_administration_named_as_the_company(world: World, tmp_path: Path) -> None:
    result = bring_in(world, small(tmp_path))
    assert (result.administration, result.year, result.lines, result.entries) == (CODE, 2024, 4, 2)
    with access.enter(world.alice, world.slug) as actor:
        one = access.administration(actor, CODE, Right.READ_BOOKS)
        assert one.name == "Bakkerij Jansen B.V."
        found = [(row.account, row.opening, row.debit, row.credit, row.closing) for row in queries.trial_balance(one)]
        (file,) = ledger.ImportedFile.objects.all()
    assert found == [
        ("0500", Decimal("-50.00"), 0, 0, Decimal("-50.00")),
        ("1100", Decimal("50.00"), Decimal("50.00"), 0, Decimal("100.00")),
        ("1300", 0, Decimal("100.00"), Decimal("50.00"), Decimal("50.00")),
        ("8000", 0, 0, Decimal("100.00"), Decimal("-100.00")),
    ]
    assert (file.year, file.version, len(file.sha256)) == (2024, "3.2", 64)


def test_the_result_tells_declared_and_computed_totals_and_is_plain_data(world: World, tmp_path: Path) -> None:
    result = bring_in(world, small(tmp_path))
    expected = Totals(4, Decimal("150.00"), Decimal("150.00"))
    assert result.declared["transactions"] == result.computed["transactions"] == expected
    assert result.as_dict()["declared"] == {
        "transactions": {"lines": 4, "debit": "150.00", "credit": "150.00"},
        "opening": {"lines": 2, "debit": "50.00", "credit": "50.00"},
    }


def test_another_name_may_be_given(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path), name="De bakker")
    with access.enter(world.alice, world.slug):
        assert Administration.objects.get(code=CODE).name == "De bakker"


def test_another_book_year_joins_the_same_ledger(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path, year=2024))
    bring_in(world, small(tmp_path, year=2025))
    with access.enter(world.alice, world.slug) as actor:
        one = access.administration(actor, CODE, Right.READ_BOOKS)
        assert ledger.Ledger.objects.get().last_seq == 6
        assert [row.year for row in queries.number_series(one)] == [2024, 2025, 2024, 2025]
        assert set(ledger.FiscalYear.objects.values_list("year", flat=True)) == {2024, 2025}


def test_an_older_year_does_not_replace_newer_master_data(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path, year=2025, name="Nieuwe naam"))
    older = small(tmp_path, year=2024, name="Oude naam")
    older.write_text(older.read_text().replace("Kapitaal", "Vermogen").replace("0500", "0501", 1))
    bring_in(world, older)
    with access.enter(world.alice, world.slug):
        names = dict(ledger.Account.objects.values_list("code", "name"))
    assert (names["0500"], names["0501"]) == ("Kapitaal", "Vermogen")


def test_it_refuses_a_book_year_that_is_there_already(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path))
    with pytest.raises(actions.YearIsThere):
        bring_in(world, small(tmp_path))
    assert refusals(world) == [("audit-file.import", "BOOK-YEAR-EXISTS")]


def test_an_unbalanced_entry_blocks_and_leaves_nothing_but_a_line_in_the_audit_log(
    world: World, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused) as caught:
        bring_in(world, small(tmp_path, credit="99.99"))
    assert [finding.code for finding in caught.value.findings if finding.severity == "error"] == ["XAF-UNBALANCED"]
    assert caught.value.as_dict()["error"] == "IMPORT-REFUSED"
    assert nothing_was_written(world)
    assert refusals(world) == [("audit-file.import", "IMPORT-REFUSED")]


def test_a_truncated_file_leaves_nothing(world: World, tmp_path: Path) -> None:
    path = small(tmp_path)
    path.write_text(path.read_text()[:-200])
    with pytest.raises(BrokenXml):
        bring_in(world, path)
    assert nothing_was_written(world)
    assert refusals(world) == [("audit-file.import", "XAF-TRUNCATED")]


def test_a_wrong_encoding_is_refused_and_can_be_named(world: World, tmp_path: Path) -> None:
    path = small(tmp_path, name="Café")
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    with pytest.raises(WrongEncoding):
        bring_in(world, path)
    assert nothing_was_written(world)
    bring_in(world, path, encoding="cp1252")
    with access.enter(world.alice, world.slug):
        assert Administration.objects.get(code=CODE).name == "Café"


def test_a_file_that_is_not_there_is_told_without_its_folder(world: World, tmp_path: Path) -> None:
    with pytest.raises(OverstapError) as caught:
        bring_in(world, tmp_path / "absent.xaf")
    assert caught.value.code == "FILE-NOT-OPENED"
    assert str(tmp_path) not in caught.value.message


def test_a_bookkeeper_is_sent_to_the_superuser_by_name(world: World, tmp_path: Path) -> None:
    """R047, R048: who may not, is told whom to ask."""
    with pytest.raises(access.NotAllowed) as caught, access.enter(world.bob, world.slug) as actor:
        actions.import_audit_file(actor, [small(tmp_path)], code=CODE)
    assert "Alice" in caught.value.remedy
    assert nothing_was_written(world)


def test_it_refuses_to_add_to_a_frozen_administration(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path))
    with access.enter(world.alice, world.slug):
        Administration.objects.update(state=AdministrationState.FROZEN)
    with pytest.raises(access.Frozen):
        bring_in(world, small(tmp_path, year=2025))


def test_without_access_to_the_administration_there_is_nothing_to_add_to(world: World, tmp_path: Path) -> None:
    """R082: a superuser without access to an administration does not see its books."""
    bring_in(world, small(tmp_path))
    dora = make_person("Dora")
    join(world.alice, world.slug, dora, "superuser")
    with pytest.raises(access.NotFound), access.enter(dora, world.slug) as actor:
        actions.import_audit_file(actor, [small(tmp_path, year=2025)], code=CODE)


def test_a_code_of_another_environment_is_no_obstacle(world: World, tmp_path: Path) -> None:
    bring_in(world, small(tmp_path))
    with audit.attempt(world.charlie, world.elsewhere.slug, "audit-file.import") as actor:
        assert actions.import_audit_file(actor, [small(tmp_path)], code=CODE).lines == 4


def test_a_value_that_the_database_cannot_keep_is_refused_in_words(world: World, tmp_path: Path) -> None:
    path = small(tmp_path)
    path.write_text(path.read_text().replace("<curCode>EUR</curCode>", "<curCode>EURO</curCode>"))
    with pytest.raises(OverstapError) as caught:
        bring_in(world, path)
    assert caught.value.code in {"VALUE-CANNOT-BE-KEPT", "IMPORT-REFUSED"}
    assert nothing_was_written(world)


def test_progress_is_told_in_lines(world: World, tmp_path: Path) -> None:
    told: list[int] = []
    with audit.attempt(world.alice, world.slug, "audit-file.import") as actor:
        actions.import_audit_file(actor, [small(tmp_path)], code=CODE, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 6


def test_what_is_too_much_for_the_reader_is_checked_in_the_database(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "MOST_KEYS", 1)
    path = small(tmp_path)
    text = path.read_text().replace("<nr>2</nr><accID>8000", "<nr>1</nr><accID>8000")
    path.write_text(text.replace("<jrnID>BNK</jrnID><desc>Bank</desc><jrnTp>B</jrnTp>", "<jrnID>VRK</jrnID>"))
    found = {(one.code, one.place) for one in bring_in(world, path).findings}
    assert ("XAF-DUPLICATE-ENTRY", "journal VRK, entry 1") in found
    assert ("XAF-DUPLICATE-LINE", "journal VRK, entry 1") in found


def test_entries_refused_by_the_database_refuse_the_import(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deferred constraint stands behind the reader's own check."""
    monkeypatch.setattr(actions, "blocking", lambda _findings: [])
    with pytest.raises(store.EntryUnbalanced):
        bring_in(world, small(tmp_path, credit="99.99"))
    assert nothing_was_written(world)
