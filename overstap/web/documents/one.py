"""One document: its first page, what is known of it, and what can be done with it."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from overstap.books.documents import actions, entries, queries
from overstap.books.documents.pages import queries as pages
from overstap.books.documents.values import Card, EntryKey, ReadState
from overstap.books.documents.words import source_word
from overstap.books.ledger import queries as ledger
from overstap.exchange import ubl
from overstap.exchange.ubl import Invoice, UnreadableInvoice
from overstap.lib import objects
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.opening import show
from overstap.web.documents import sending, told
from overstap.web.documents.listing import tag_in
from overstap.web.documents.opening import TAB, archive, can_change
from overstap.web.files import told as findings

XML = "application/xml"
_LARGEST_SHOWN = 10_000_000  # bytes of an invoice in UBL that is read for a page
_MOST_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """An invoice in UBL as its page shows it; ``findings`` are what its rules say of it."""

    invoice: Invoice
    findings: list[findings.ToldFinding]


class AboutForm(forms.Form):
    """What people say about a document."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    tag = forms.ChoiceField(label=gettext_lazy("Tag"), required=False)
    journal = forms.CharField(label=gettext_lazy("Journal"), max_length=60, required=False)
    number = forms.CharField(
        label=gettext_lazy("Entry"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The entry to which this document belongs; empty: none."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type] # as Django's
        self.fields["tag"].choices = told.tags()  # type: ignore[attr-defined] # in the language of now


def _page(
    request: HttpRequest,
    actor: Actor,
    code: str,
    uid: UUID,
    problem: OverstapError | None = None,
    form: AboutForm | None = None,
) -> HttpResponse:
    one = archive(actor, code)
    card = queries.one(actor, code, uid)
    invoice, unreadable = _invoice(card)
    row = card.row
    if form is None:
        form = AboutForm(request.POST if problem else None, initial=_initial(card))
    return show(
        request,
        "documents/one.html#preview",
        one,
        TAB,
        card=card,
        row=row,
        form=form,
        problem=told.problem(problem) if problem else None,
        kind=told.kind_of(row.media_type),
        source=source_word(row.source),
        reading=told.reading(card.reading.state) if row.media_type != XML else "",
        is_waiting=card.reading.state is ReadState.WAITING and row.media_type != XML,
        findings=[findings.finding(found) for found in card.reading.findings],
        invoice=invoice,
        unreadable=unreadable,
        seq=entries.places(one, [row.entry]).get(row.entry) if row.entry else None,
        lineage=pages.lineage(actor, code, uid),
        has_pages=pages.has_pages(row.media_type),
        link=f"{settings.SITE_URL}{reverse('document-link', kwargs={'uid': uid})}",
        can_change=can_change(actor, one),
    )


@doors.page("document.show")
@ledger.one_look()
def document(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """The page of a document."""
    return _page(request, actor, code, uid)


@require_POST
@doors.page("document.change", again=_page)
def change(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Keep what was said about it; only what differs leaves a line in the audit log."""
    before = _initial(queries.one(actor, code, uid))
    form = AboutForm(request.POST)
    if not form.is_valid():
        answer = _page(request, actor, code, uid, form=form)
        answer.status_code = 422
        return answer
    said = form.cleaned_data
    if said["name"] != before["name"]:
        actions.rename(actor, code, uid, said["name"])
    if said["tag"] != before["tag"]:
        actions.tag(actor, code, [uid], tag_in(said["tag"]))
    if said["note"] != before["note"]:
        actions.annotate(actor, code, uid, said["note"])
    if (said["journal"], said["number"]) != (before["journal"], before["number"]):
        entry = EntryKey(said["journal"], said["number"]) if said["journal"] or said["number"] else None
        actions.link_to_entry(actor, code, uid, entry)
    return doors.done(request, _("Kept."), "document", environment=actor.environment.slug, code=code, uid=uid)


@require_POST
@doors.page("document.delete", again=_page)
def delete(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Take it off the list."""
    actions.delete(actor, code, [uid])
    text = _("The document is deleted. It stays findable among the deleted, and can be restored.")
    return doors.done(request, text, "document", environment=actor.environment.slug, code=code, uid=uid)


@require_POST
@doors.page("document.restore", again=_page)
def restore(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Put it back on the list."""
    actions.restore(actor, code, [uid])
    text = _("The document is back in the archive.")
    return doors.done(request, text, "document", environment=actor.environment.slug, code=code, uid=uid)


@doors.page("document.download")
def download(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponseBase:
    """The file itself."""
    del request
    return sending.download(queries.content(actor, code, uid))


@doors.page("document.preview")
def preview(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponseBase:
    """The picture of its first page."""
    del request
    return sending.picture(queries.preview(actor, code, uid))


def _initial(card: Card) -> dict[str, str]:
    entry = card.row.entry or EntryKey("", "")
    return {
        "name": card.row.name,
        "tag": str(card.row.tag),
        "journal": entry.journal,
        "number": entry.number,
        "note": card.note,
    }


def _invoice(card: Card) -> tuple[ReadInvoice | None, told.Problem | None]:
    """What a file in UBL says, or why it cannot be read; neither where it is something else."""
    if card.row.media_type != XML or card.row.size > _LARGEST_SHOWN:
        return None, None
    content = objects.content(card.sha256)
    if not ubl.is_invoice(content):
        return None, None
    try:
        found = ubl.read(content)
    except UnreadableInvoice as error:
        return None, told.problem(error)
    return ReadInvoice(found.invoice, [findings.finding(one) for one in found.findings[:_MOST_FINDINGS]]), None
