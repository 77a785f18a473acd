"""How documents move: their cards are copied, their contents stay where they are and are hashed again (R062, R063)."""

from collections.abc import Iterator, Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from overstap.books.documents.models import ArchiveSettings, Document
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.tenancy.models import Administration


def _plan(_profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    held = Document.objects.filter(administration__in=[one.pk for one in administrations])
    count = held.aggregate(all=Count("id"))["all"]
    if count:
        text = ngettext("%(count)d document, with its links", "%(count)d documents, with their links", count)
        yield PlanLine("documents", Fate.MOVES, text % {"count": count})


HOLDING = Holding(
    "documents",
    tables=(Document, ArchiveSettings),
    kinds=(
        master("document", "documents_document", "uid"),
        master("archive_settings", "documents_archivesettings"),
    ),
    plan=_plan,
)
