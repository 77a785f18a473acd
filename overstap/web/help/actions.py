"""The one verb of help: say whether an article answered the question."""

from datetime import timedelta

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused, TryLater
from overstap.tenancy.access import NotFound, acting
from overstap.web.help import articles
from overstap.web.help.models import LONGEST_COMMENT, HelpVote

ANONYMOUS_AN_HOUR = 300


class BadComment(Refused):
    """A comment that cannot be kept."""

    code = "HELP-COMMENT"


class TooManyVotes(TryLater):
    """More readers who have not signed in answered than is likely."""

    code = "HELP-TOO-MANY-VOTES"


def vote(person_id: int | None, slug: str, language: str, *, helpful: bool, comment: str = "") -> None:
    """Keep a reader's answer; that of a person replaces their earlier one. Who has not signed in leaves no comment.

    Raises NotFound for an article that does not exist, BadComment, or TooManyVotes.
    """
    if articles.article(slug, language) is None:
        raise NotFound(_("There is no such article."), code="HELP-NOT-FOUND")
    with acting(person_id, []):
        if person_id is None:
            _vote_unknown(slug, language, helpful=helpful)
        else:
            answer = {"language": language, "helpful": helpful, "comment": _checked(comment), "at": clock.now()}
            HelpVote.objects.update_or_create(person_id=person_id, article=slug, defaults=answer)


def _vote_unknown(slug: str, language: str, *, helpful: bool) -> None:
    an_hour_ago = clock.now() - timedelta(hours=1)
    if HelpVote.objects.filter(person=None, at__gt=an_hour_ago).count() >= ANONYMOUS_AN_HOUR:
        raise TooManyVotes(_("Many readers answered just now."), remedy=_("Try again in an hour."))
    HelpVote.objects.create(article=slug, language=language, helpful=helpful, at=clock.now())


def _checked(comment: str) -> str:
    text = comment.strip()
    if len(text) > LONGEST_COMMENT or "\0" in text:
        raise BadComment(_("A comment has at most %(most)d characters.") % {"most": LONGEST_COMMENT})
    return text
