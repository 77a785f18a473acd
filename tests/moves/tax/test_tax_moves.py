"""What becomes of returns, registers and rights in a move, and in a take back; what plan and tasks tell of them."""

import pytest
from django.db import models

from overstap.books.documents.models import Document
from overstap.books.tax import models as tax
from overstap.moves import actions, preflight
from overstap.moves.aftercare import queries
from overstap.moves.aftercare.queries import Which
from overstap.moves.checking import Context
from overstap.moves.holdings import planning
from overstap.moves.holdings.values import Fate
from overstap.moves.models import Verification
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.tenancy.models import Administration, Environment, Person
from tests.books.tax.filled import BECON
from tests.moves import running
from tests.moves.aftercare.moved import delivered, release, released
from tests.moves.world import CODE, TwoOffices, act, administration_of

Tables = tuple[type[models.Model], ...]
NOT_COPIED: Tables = (tax.Certificate, tax.Port, tax.VatRight, tax.ReportingLine)
ALWAYS: Tables = (tax.TaxSettings, tax.BoxRule, tax.VatReturn, tax.TaxAuthorisation)


def count(table: type[models.Model], person: Person, environment: Environment) -> int:
    with act(person, environment.slug):
        return table._default_manager.filter(administration__environment=environment).count()


def test_r251_to_r254_what_the_profile_does_not_copy_stays_with_the_giver(world: TwoOffices) -> None:
    uid = delivered(world, "takeover")
    with for_system(uid):
        for table in NOT_COPIED:
            owners = table._default_manager.values_list("administration__environment__slug", flat=True)
            assert list(owners) == [world.giver.slug], table
        for table in ALWAYS:
            assert table._default_manager.filter(administration__environment=world.receiver).exists(), table
        verified = Verification.objects.get(part__move__uid=uid)
    assert verified.is_clean
    left = {one["what"] for one in verified.result["not_compared"]}
    assert left >= {"certificate", "port", "vat_right", "reporting_line"}


def test_where_the_profile_says_nothing_of_them_they_move_and_are_compared(world: TwoOffices) -> None:
    uid = delivered(world, "environment-ticket")
    with for_system(uid):
        for table in (*NOT_COPIED, *ALWAYS):
            assert table._default_manager.filter(administration__environment=world.receiver).count() == 1, table
        result = Verification.objects.get(part__move__uid=uid).result
    compared = {one["kind"]: (one["expected"], one["present"]) for one in result["kinds"]}
    assert {compared[kind] for kind in ("certificate", "port", "vat_right", "reporting_line", "vat_return")} == {(1, 1)}


def test_a_copy_that_should_have_stayed_is_found(world: TwoOffices) -> None:
    """The carrier may not bring what the profile leaves behind."""
    from overstap.moves import verify
    from overstap.moves.models import MoveAdministration

    uid = delivered(world, "takeover")
    with for_system(uid):
        part = MoveAdministration.objects.get(move__uid=uid)
        assert part.target is not None
        tax.Port.objects.create(administration=part.target, name="meegesmokkeld", kind="other")
        comparison = verify.compare(part, part.target)
    assert not comparison.clean
    assert [list(one.extra) for one in comparison.kinds if one.kind == "port"] == [["meegesmokkeld"]]


@pytest.mark.parametrize("aftercare_of", ["takeover", "environment-ticket"])
def test_a_take_back_leaves_the_giver_what_never_left_and_brings_the_rest(world: TwoOffices, aftercare_of: str) -> None:
    uid = released(world, aftercare_of)
    with for_system(uid):
        here = tax.TaxSettings.objects.filter(administration__environment=world.receiver)
        here.update(contact_type="BPL", becon_number="")
    with act(world.dora, world.receiver.slug) as actor:
        actions.take_back(actor, uid, "niet goed")
    running.run(uid)
    with act(world.alice, world.giver.slug):
        one = Administration.objects.get(environment=world.giver, code=CODE)
        for table in (*NOT_COPIED, *ALWAYS):
            assert table._default_manager.filter(administration=one).count() == 1, table
        assert tax.TaxSettings.objects.get(administration=one).contact_type == "BPL"
    for table in (*NOT_COPIED, *ALWAYS):
        assert count(table, world.dora, world.receiver) == 0, table


def test_the_filed_copy_of_a_return_goes_along(world: TwoOffices) -> None:
    from overstap.books.tax import returns, setting
    from overstap.books.tax.returns import Filing
    from overstap.books.tax.values import RightRow, Settings
    from tests.books.tax.test_returns import FILER

    with act(world.alice, world.giver.slug) as actor:
        setting.save(actor, CODE, Settings(FILER))
        setting.grant(actor, CODE, RightRow(world.alice.email, may_approve=True, may_file=True))
        returns.draft(actor, CODE, "2024-Q4")
        returns.ready(actor, CODE, "2024-Q4")
        returns.file(actor, CODE, "2024-Q4", 0, Filing("portal"))
    released(world, "takeover")
    with act(world.dora, world.receiver.slug):
        row = tax.VatReturn.objects.get(period="2024-Q4", administration__environment=world.receiver)
        assert row.document is not None
        assert Document.objects.filter(administration=row.administration_id, uid=row.document).exists()


def test_r186_r188_r243_r246_tasks_and_questions_name_what_the_giver_had(world: TwoOffices) -> None:
    released(world, "overstap")
    with act(world.dora, world.receiver.slug) as actor:
        rows = queries.tasks(actor, Which.OPEN, limit=100)
        found = {row.code: queries.task(actor, row.uid).facts for row in rows}
    assert found["becon-number"] == [BECON]
    assert found["tax-contact-type"] == ["INT"]
    assert found["certificates"] == ["0A1B2C3D4E5F, Kantoor Noord B.V., 01-01-2027"]
    assert found["ports"] == ["Btw-aangifte, digipoort, https://digipoort.example.test"]
    assert found["vat-rights"] == ["alice@example.test"]
    assert found["reporting-structure"] == ["Jaarrekening (1)"]
    assert found["digipoort-certificate"] == ["Serviceberichten btw, Kantoor Noord"]
    assert found["give-access"] == []


def test_the_plan_says_what_moves_changes_stays_and_is_a_task(world: TwoOffices) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        fates = {
            name: {line.code: line.fate for line in planning.lines(profile(name), [one])}
            for name in ("takeover", "environment-ticket", "overstap", "relink")
        }
    assert fates["takeover"]["certificates"] is Fate.STAYS
    assert fates["environment-ticket"]["certificates"] is Fate.MOVES
    assert fates["environment-ticket"]["becon-number"] is Fate.TASK
    assert fates["overstap"]["tax-contact-type"] is Fate.TASK
    assert {name for name, lines in fates.items() if lines.get("vat-returns") is Fate.MOVES} == {
        "takeover", "environment-ticket", "overstap",
    }  # fmt: skip
    assert "certificates" not in fates["relink"]


def test_a_return_that_was_not_filed_and_a_register_that_differs_are_told_beforehand(world: TwoOffices) -> None:
    """G10; the oven of the register is not in the ledger."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        tax.VatReturn.objects.create(
            administration=one, period="2025-Q2", start="2025-04-01", end="2025-06-30", status="ready"
        )
        context = Context(profile("takeover"), world.giver, [one])
        problems = preflight.giver_problems(context, ("vat-returns", "fixed-assets", "becon-number"))
    told = {problem.check: problem.message for problem in problems}
    assert "2025-Q2" in told["vat-returns"]
    assert "01" in told["fixed-assets"]
    assert BECON in told["becon-number"]
    assert all(problem.gravity == "advice" for problem in problems)


def test_nothing_of_it_hinders_a_release(world: TwoOffices) -> None:
    uid = delivered(world, "overstap")
    release(world, uid)
    assert count(tax.VatReturn, world.dora, world.receiver) == 1
