"""The mails of a move: one wording as text and HTML, in the language of whoever gets it, with a button to the page."""

from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.moves import actions, notices
from overstap.moves.actions.give import OfferOrder
from overstap.moves.models import Move
from overstap.tenancy import access, people
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import TwoOffices, act, add_administration, code_in_mail, offer

HOSTILE = "<script>alert('x')</script> \"Jansen\" & Zn"
IN_HTML = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &quot;Jansen&quot; &amp; Zn"
PROOF = (b"{}", b"%PDF")


def mail(key: str) -> OutgoingMail:
    """A mail that waits to be sent."""
    with as_worker():
        return OutgoingMail.objects.get(key=key)


def speaking(person: Person, language: str) -> None:
    """Let somebody have chosen a language."""
    person.language = language
    person.save(update_fields=["language"])


def moved(world: TwoOffices, uid: UUID) -> Move:
    """The move, as the giver has it."""
    with access.enter(world.alice, world.giver.slug):
        return Move.objects.select_related("started_by", "received_by").get(uid=uid)


def test_r079_the_code_mail_leads_to_the_page_to_receive_it(world: TwoOffices, settings: Settings) -> None:
    settings.SITE_URL = "https://overstap.example.test"
    uid = offer(world)
    found = mail(f"move/{uid}/code")
    for part in (found.text, found.html):
        assert code_in_mail(uid) in part
        assert "https://overstap.example.test/migrations/receive/" in part
        assert "Bakkerij Jansen B.V." in part


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("nl", "Overdrachtscode voor Bakkerij", ("Geldig tot", "Migratie ontvangen", "Houd de code voor uzelf")),
        ("en", "Transfer code for Bakkerij", ("Valid until", "Receive the migration", "Keep it to yourself")),
    ],
)
def test_a_mail_is_in_the_language_of_its_receiver(
    world: TwoOffices, language: str, subject: str, words: tuple[str, ...]
) -> None:
    speaking(world.alice, {"nl": "en", "en": "nl"}[language])
    speaking(world.dora, language)
    found = mail(f"move/{offer(world)}/code")
    assert found.subject.startswith(subject)
    for word in words:
        assert word in found.text
        assert word in found.html
    assert f'<html lang="{language}">' in found.html


def test_without_an_account_it_is_in_the_language_of_the_installation(world: TwoOffices, settings: Settings) -> None:
    for language, subject in (("nl", "Overdrachtscode"), ("en", "Transfer code")):
        settings.LANGUAGE_CODE = language
        uid = offer(world, receiver_email=f"nobody-{language}@example.test")
        assert mail(f"move/{uid}/code").subject.startswith(subject)
        with act(world.alice, world.giver.slug) as alice:
            actions.withdraw(alice, uid)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_mail_of_a_move_says_the_same_twice_and_leads_to_the_move(world: TwoOffices, language: str) -> None:
    speaking(world.alice, language)
    speaking(world.dora, language)
    uid = offer(world)
    with access.enter(world.alice, world.giver.slug):
        move = Move.objects.get(uid=uid)
        for post in (notices.accepted, notices.expired, notices.delivered):
            post(move)
        notices.rejected(move, "Reden")
        notices.failed(move, "Message.", "Remedy.")
        notices.released(move, *PROOF)
        notices.taken_back(move, "")
    with as_worker():
        posted = list(OutgoingMail.objects.filter(key__startswith=f"move/{uid}/").exclude(key=f"move/{uid}/code"))
    assert len(posted) == 11
    for one in posted:
        assert f"http://localhost:8000/moves/{uid}/" in one.text
        assert f'href="http://localhost:8000/moves/{uid}/"' in one.html
        for line in filter(None, one.text.splitlines()):
            assert line.partition(": ")[2] in one.html or line in one.html
        assert one.html.count({"nl": "Nummer van de migratie", "en": "Number of the move"}[language]) == 1


def test_a_hostile_name_is_words_in_a_mail_and_no_more(world: TwoOffices) -> None:
    add_administration(world, "666", HOSTILE)
    order = OfferOrder(codes=("666",), receiver_email=world.dora.email, agreed=True)
    with act(world.alice, world.giver.slug) as alice:
        uid = actions.offer(alice, order).uid
    found = mail(f"move/{uid}/code")
    assert HOSTILE in found.subject
    assert HOSTILE in found.text
    assert IN_HTML in found.html
    assert "<script" not in found.html


def test_a_reason_cannot_pose_as_another_paragraph(world: TwoOffices) -> None:
    uid = offer(world)
    with act(world.dora, world.receiver.slug) as dora:
        actions.reject(dora, code_in_mail(uid), "Nee.\n\nUw overdrachtscode:\n\n    AAAA-BBBB")
    assert "Reden: Nee. Uw overdrachtscode: AAAA-BBBB\n" in mail(f"move/{uid}/rejected").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Uitnodiging om", "boekhouder mkb", "Uitnodigingscode", "Uitnodiging accepteren")),
        ("en", ("Invitation to work in", "SME bookkeeper", "Invitation code", "Accept the invitation")),
    ],
)
def test_an_invitation_is_in_the_language_of_who_is_invited(
    world: TwoOffices, language: str, words: tuple[str, ...]
) -> None:
    speaking(world.charlie, language)
    with act(world.alice, world.giver.slug) as alice:
        token = people.invite(actor=alice, email=world.charlie.email, role=Role.SME_BOOKKEEPER)
    with as_worker():
        found = OutgoingMail.objects.get(to=world.charlie.email)
    for part in (*words, f"http://localhost:8000/invitations/{token}/", world.giver.name):
        assert part in found.text
        assert part in found.html
