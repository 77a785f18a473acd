"""Did it answer the question? One answer a person, read by the operator alone."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from overstap.lib import clock
from overstap.tenancy.access import NotAllowed, NotFound, acting, operator_person
from overstap.web.help import actions, queries
from overstap.web.help.actions import ANONYMOUS_AN_HOUR, BadComment, TooManyVotes
from overstap.web.help.models import HelpVote
from tests.moves.world import TwoOffices

SLUG = "transfer-code"


def counted(slug: str = SLUG, language: str = "nl") -> tuple[int, int]:
    """What the operator sees of one article."""
    rows = queries.votes(operator_person().pk)
    return next(
        ((row.helped, row.did_not_help) for row in rows if (row.slug, row.language) == (slug, language)), (0, 0)
    )


def test_answers_are_counted_by_article_and_language(world: TwoOffices) -> None:
    before = counted()
    actions.vote(world.alice.pk, SLUG, "nl", helpful=True)
    actions.vote(world.bob.pk, SLUG, "nl", helpful=False)
    actions.vote(world.dora.pk, SLUG, "en", helpful=False)
    actions.vote(None, SLUG, "nl", helpful=True)
    assert counted() == (before[0] + 2, before[1] + 1)


def test_a_second_answer_of_a_person_replaces_the_first(world: TwoOffices) -> None:
    before = counted()
    actions.vote(world.alice.pk, SLUG, "nl", helpful=True)
    actions.vote(world.alice.pk, SLUG, "nl", helpful=False, comment="Waar staat de code?")
    assert counted() == (before[0], before[1] + 1)
    assert queries.own_vote(world.alice.pk, SLUG) is False


def test_comments_are_for_the_operator(world: TwoOffices) -> None:
    actions.vote(world.alice.pk, SLUG, "nl", helpful=False, comment=" <b>Onduidelijk</b> ")
    newest = queries.comments(operator_person().pk)[0]
    assert (newest.slug, newest.comment, newest.email) == (SLUG, "<b>Onduidelijk</b>", world.alice.email)
    for read in (queries.votes, queries.comments):
        with pytest.raises(NotAllowed):
            read(world.alice.pk)


def test_nobody_sees_the_answer_of_somebody_else(world: TwoOffices) -> None:
    actions.vote(world.alice.pk, SLUG, "nl", helpful=False, comment="Van Alice")
    assert queries.own_vote(world.bob.pk, SLUG) is None
    with acting(world.bob.pk, []):
        assert not HelpVote.objects.filter(person=world.alice).exists()
        assert HelpVote.objects.filter(person=world.alice).update(comment="") == 0


def test_nobody_answers_in_the_name_of_somebody_else(world: TwoOffices) -> None:
    with pytest.raises((ProgrammingError, InternalError), match="row-level security"), acting(world.bob.pk, []):
        HelpVote.objects.create(article=SLUG, language="nl", helpful=True, person=world.alice)


def test_an_answer_is_never_deleted(world: TwoOffices) -> None:
    actions.vote(world.alice.pk, SLUG, "nl", helpful=True)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM help_helpvote")


def test_strangers_cannot_fill_the_table(db: None) -> None:
    for _number in range(ANONYMOUS_AN_HOUR):
        actions.vote(None, SLUG, "nl", helpful=True)
    with pytest.raises(TooManyVotes):
        actions.vote(None, SLUG, "nl", helpful=True)
    with clock.moved_by(timedelta(hours=1, minutes=1)):
        actions.vote(None, SLUG, "nl", helpful=True)


@pytest.mark.parametrize(("slug", "language"), [("no-such-article", "nl"), (SLUG, "fr"), ("", "nl"), ("x\x00", "nl")])
def test_it_refuses_an_article_that_does_not_exist(world: TwoOffices, slug: str, language: str) -> None:
    with pytest.raises(NotFound):
        actions.vote(world.alice.pk, slug, language, helpful=True)


@pytest.mark.parametrize("comment", ["x" * 1001, "a\x00b"])
def test_it_refuses_a_comment_that_cannot_be_kept(world: TwoOffices, comment: str) -> None:
    with pytest.raises(BadComment):
        actions.vote(world.alice.pk, SLUG, "nl", helpful=True, comment=comment)
