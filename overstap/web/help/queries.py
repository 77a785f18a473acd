"""What readers answered: one's own answer, and all of them for the operator."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from overstap.tenancy.access import NotAllowed, acting
from overstap.web.help.models import HelpVote

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class ArticleVotes:
    """How often an article answered the question in one language, and when somebody said so last."""

    slug: str
    language: str
    helped: int
    did_not_help: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote."""

    slug: str
    language: str
    helpful: bool
    comment: str
    email: str
    at: datetime


def own_vote(person_id: int, slug: str) -> bool | None:
    """Whether the article helped this person; None when they did not say."""
    with acting(person_id, []):
        return HelpVote.objects.filter(person_id=person_id, article=slug).values_list("helpful", flat=True).first()


def votes(person_id: int) -> list[ArticleVotes]:
    """Votes by article and language, the least helpful first. Raises NotAllowed for all but the operator."""
    with acting(person_id, []):
        _require_operator()
        found = HelpVote.objects.values("article", "language").annotate(
            helped=Count("id", filter=Q(helpful=True)),
            did_not_help=Count("id", filter=Q(helpful=False)),
            last_at=Max("at"),
        )
        rows = [
            ArticleVotes(one["article"], one["language"], one["helped"], one["did_not_help"], one["last_at"])
            for one in found
        ]
    return sorted(rows, key=lambda row: (-row.did_not_help, row.helped, row.slug, row.language))


def comments(person_id: int, *, limit: int = 50) -> list[Comment]:
    """The newest comments. Raises NotAllowed for all but the operator."""
    with acting(person_id, []):
        _require_operator()
        found = HelpVote.objects.exclude(comment="").select_related("person").order_by("-at", "-id")
        return [
            Comment(one.article, one.language, one.helpful, one.comment, one.person.email if one.person else "", one.at)
            for one in found[: min(max(limit, 1), LONGEST_PAGE)]
        ]


def _require_operator() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT overstap_is_operator()")
        (is_operator,) = cursor.fetchone()
    if not is_operator:
        raise NotAllowed(_("Only the operator of this installation reads these answers."), code="OPERATOR-ONLY")
