"""Permanent links: where a document is now, for whoever asks (R064)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from overstap.books.documents.models import Document
from overstap.books.documents.values import Content
from overstap.tenancy import access
from overstap.tenancy.models import AdministrationAccess, Membership, Person


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a document is: URL part of the environment, code of the administration."""

    environment: str
    code: str


def spots(person: Person, uid: UUID) -> Sequence[Spot]:
    """Where this person has access to the administration it hangs on, the living one first; its page asks the rest."""
    with access.acting(person.pk, []):
        works_in = list(Membership.objects.filter(person=person, active=True).values_list("environment", flat=True))
    with access.acting(person.pk, works_in):
        opened = AdministrationAccess.objects.filter(person=person).values("administration")
        found = Document.objects.filter(uid=uid, administration__in=opened).exclude(administration__state="moved")
        rows = found.values_list(
            "administration__environment__slug", "administration__code", "administration__sealed_at"
        )
        in_order = sorted(rows, key=lambda row: (row[2] is not None, row[0], row[1]))
    return [Spot(slug, code) for slug, code, _sealed in in_order]


def for_everybody(uid: UUID) -> Content | None:
    """A document of an archive whose links ask for no login; None for any other, and for what does not exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256, size, media_type, name FROM overstap_open_document(%s)", [uid])
        row = cursor.fetchone()
    return Content(*row) if row else None
