"""What booking a document asks of authorisation. Knows nothing of documents but their uid."""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.authorisation.models import Authorisation, Setting
from overstap.books.authorisation.values import Demand, Moment, State
from overstap.lib.errors import NeedsPerson
from overstap.tenancy.models import Administration


class NotAuthorised(NeedsPerson):
    """This administration asks that somebody agrees first."""

    code = "NOT-AUTHORISED"


def require_authorised(one: Administration, document: UUID, moment: Moment) -> None:
    """Raise NotAuthorised where authorisation at ``moment`` is mandatory and the document was not approved for it.

    Before booking: asked when a document is put to an entry. After booking: asked before what was booked is paid.
    """
    row = Setting.objects.filter(administration=one).first()
    asked = (row.before if moment is Moment.BEFORE else row.after) if row else Demand.NONE
    if asked != Demand.MANDATORY:
        return
    last = Authorisation.objects.filter(administration=one, document_uid=document, moment=moment).order_by("-round")
    if last.values_list("state", flat=True).first() != State.APPROVED:
        raise NotAuthorised(
            _("This document has to be authorised first."),
            remedy=_("Send it into a workflow, and wait until everybody approved."),
        )
