"""How documents move: their cards are copied, their contents stay where they are and are hashed again (R062, R063).

Links lead to a document by its uid, which a copy keeps (R064). Personal archives are about people, who do not move, and
so stay behind (R068, R069); the giver is told before (R070), here and by the advice of ``preflight.giver``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.documents.models import ArchiveSettings, Document, Shown
from overstap.lib import objects, prepared
from overstap.lib.objects import Found
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.models import MoveAdministration
from overstap.moves.profiles import Profile
from overstap.moves.values import KindResult
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import RIGHTS, Right

CONTENT = "document_content"
_SEE_THEIR_OWN = [str(role) for role, rights in RIGHTS.items() if Right.READ_BOOKS not in rights]
_MOST_NAMES = 20
_CARDS = "SELECT uid, name, sha256 FROM documents_document WHERE administration_id = %(administration)s ORDER BY uid"


def _plan(_profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    held = Document.objects.filter(administration__in=[one.pk for one in administrations])
    counted = held.aggregate(all=Count("id"), tagged=Count("id", filter=~Q(tag="")))
    if counted["all"]:
        text = ngettext("%(count)d document, with its links", "%(count)d documents, with their links", counted["all"])
        facts = (
            _("With a tag: %(count)d") % {"count": counted["tagged"]},
            _("Without a tag: %(count)d") % {"count": counted["all"] - counted["tagged"]},
        )
        yield PlanLine("documents", Fate.MOVES, text % {"count": counted["all"]}, facts)
    owners = owners_of_archives(administrations)
    if owners:
        text = ngettext(
            "The personal archive of %(count)d person", "The personal archives of %(count)d people", len(owners)
        )
        yield PlanLine("personal-archives", Fate.STAYS, text % {"count": len(owners)}, owners[:_MOST_NAMES])


def owners_of_archives(administrations: Sequence[Administration]) -> list[str]:
    """Names of those who see of these archives what they delivered or were asked about, and no more (R068)."""
    shown = Shown.objects.filter(
        administration__in=[one.pk for one in administrations],
        person__membership__environment__in=[one.environment_id for one in administrations],
        person__membership__role__in=_SEE_THEIR_OWN,
        person__membership__active=True,
    )
    return list(shown.order_by("person__name").values_list("person__name", flat=True).distinct())


def _compare(_part: MoveAdministration, holder: Administration) -> Sequence[KindResult]:
    """Every content, read anew where it lies, against the SHA-256 on the holder's card.

    The cards themselves are compared with those of the giver as the kind "document", so both together say that the
    receiver has the giver's contents.
    """
    with prepared.cursor() as cursor:
        cards = cursor.execute(_CARDS, {"administration": holder.pk}, prepare=True).fetchall()
    found = objects.look_at_all(digest for _uid, _name, digest in cards)
    named: dict[Found, list[str]] = {what: [] for what in Found}
    for uid, name, digest in cards:
        named[found[digest]].append(f"{name} ({uid})")
    missing, different = named[Found.MISSING], named[Found.DIFFERENT]
    present = len(cards) - len(missing)
    return [KindResult(CONTENT, len(cards), present, missing, [], different, _digest(found.items()))]


def _digest(found: Iterable[tuple[str, Found]]) -> str:
    """Over the SHA-256 of every content that is whole, in their order."""
    whole = sorted(digest for digest, what in found if what is Found.WHOLE)
    return hashlib.sha256("".join(whole).encode()).hexdigest()


HOLDING = Holding(
    "documents",
    tables=(Document, ArchiveSettings),
    kinds=(
        master("document", "documents_document", "uid"),
        master("archive_settings", "documents_archivesettings"),
    ),
    plan=_plan,
    compare=_compare,
)
