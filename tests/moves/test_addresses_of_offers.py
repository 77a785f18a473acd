"""Mail addresses of an offer: fixed once chosen, and what somebody is told who misses the code."""

from pathlib import Path

import pytest
from django.utils.translation import override

from overstap.moves import actions
from overstap.moves.models import Move
from overstap.moves.preflight import Context, receiver_problems
from overstap.moves.profiles import profile
from tests.moves.world import CODE, TwoOffices, act, mail_text, offer, state_of

HELP = Path(__file__).resolve().parent.parent.parent / "overstap/web/help/articles/en"


def test_r089_r090_to_change_an_address_an_offer_is_withdrawn_and_made_anew(world: TwoOffices) -> None:
    uid = offer(world, receiver_email="wrong@example.test")
    assert not any("email" in name or "address" in name for name in actions.__all__)  # no verb changes one
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid)
    again = offer(world, receiver_email="right@example.test")
    with act(world.alice, world.giver.slug):
        assert Move.objects.get(uid=uid).receiver_email == "wrong@example.test"
        assert Move.objects.get(uid=again).receiver_email == "right@example.test"
    assert state_of(again, world.alice, world.giver.slug) == "offered"


def test_r080_the_mail_to_the_giver_says_to_look_among_the_spam_first(world: TwoOffices) -> None:
    told = mail_text(f"move/{offer(world)}/offered")
    assert "ongewenste e" in told.lower()


def test_r080_r081_the_article_says_spam_first_and_then_whoever_started_it() -> None:
    text = (HELP / "transfer-code.md").read_text().lower()
    assert "spam" in text
    assert text.index("spam folder") < text.index("ask the giver")


def test_r046_one_is_told_to_keep_the_login_of_the_package_at_hand(world: TwoOffices) -> None:
    offered = [("Bakkerij", CODE, "twinfield")]
    context = Context(profile("transfer-code"), world.receiver, offered=offered, new_codes={CODE: "N1"})
    with act(world.dora, world.receiver.slug), override("en"):
        found = {problem.check: problem.remedy for problem in receiver_problems(context)}
    assert "login" in found["package-connected"]


pytestmark = pytest.mark.django_db
