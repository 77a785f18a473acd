"""The mails of sales, each in the language of whoever gets it."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.books.sales import printing
from overstap.books.sales.models import PortalLink
from overstap.books.sales.values import Deed, Paper
from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.durable.outbox import Attachment
from overstap.tenancy.models import Administration, AdministrationAccess, Membership, Person
from overstap.tenancy.roles import Right, Role, may

_MOST = 5  # people who are told that a customer answered
_LONGEST_NAME = 120


def attached(paper: Paper, pdf: bytes) -> Attachment:
    """A PDF to go along, under a plain name."""
    return Attachment(_plain(f"{printing.file_name(paper)}.pdf"), "application/pdf", pdf)


def attached_xml(paper: Paper, xml: bytes) -> Attachment:
    """The same invoice for machines."""
    return Attachment(_plain(f"{printing.file_name(paper)}.xml"), "application/xml", xml)


def invoice(paper: Paper, attachments: tuple[Attachment, ...]) -> None:
    """To the customer: the invoice, and what to pay."""
    with override(paper.language):
        names = _names(paper)
        subject = (
            _("Credit invoice %(number)s of %(seller)s") if paper.credits else _("Invoice %(number)s of %(seller)s")
        )
        letter = Letter(
            subject=subject % names,
            paragraphs=(_greeting(paper), _("You find our invoice with this e-mail, as a PDF and for your software.")),
            facts=(
                (_("Amount"), f"€ {printing.amount(paper.totals.gross, paper.language)}"),
                (_("Due date"), paper.until.strftime("%d-%m-%Y")),
            ),
            notes=_reply_to(paper),
        )
    outbox.post_letter(f"sales/invoice/{paper.uid}", paper.customer.email, letter, paper.language, attachments)


def quotation(paper: Paper, link: PortalLink, address: str, attachments: tuple[Attachment, ...]) -> None:
    """To the customer: the quotation, and the personal link by which they answer it."""
    with override(paper.language):
        letter = Letter(
            subject=_("Quotation %(number)s of %(seller)s") % _names(paper),
            paragraphs=(
                _greeting(paper),
                _("You find our quotation with this e-mail. Answer it on a page of your own."),
            ),
            facts=(
                (_("Amount"), f"€ {printing.amount(paper.totals.gross, paper.language)}"),
                (_("Valid until"), paper.until.strftime("%d-%m-%Y")),
            ),
            action=Link(_("See and approve the quotation"), address),
            notes=(
                _("The link is yours alone: whoever has it can approve the quotation in your name."),
                *_reply_to(paper),
            ),
        )
    outbox.post_letter(f"sales/quotation/{link.uid}", paper.customer.email, letter, paper.language, attachments)


def answered(one: Administration, paper: Paper, link: PortalLink, deed: Deed, name: str, reason: str) -> None:
    """To those who look after the administration now: what the customer answered."""
    where = page(f"/e/{one.environment.slug}/administrations/{one.code}/sales/quotations/{paper.uid}/")
    for person in _to_tell(one, link.made_by):
        with override(person.language):
            words = {**_names(paper), "customer": paper.customer.name, "name": name}
            approved = deed is Deed.APPROVE
            subject = (
                _("%(customer)s approved quotation %(number)s")
                if approved
                else _("%(customer)s refused quotation %(number)s")
            )
            told = (
                _("%(name)s approved it. The invoice stands ready as a draft.")
                if approved
                else _("%(name)s refused it.")
            )
            letter = Letter(
                subject=subject % words,
                paragraphs=(told % words,),
                facts=((_("Reason"), reason),) if reason else (),
                action=Link(_("Open the quotation"), where),
            )
        outbox.post_letter(f"sales/answered/{paper.uid}/{person.uid}", person.email, letter, person.language)


def _to_tell(one: Administration, maker: Person) -> list[Person]:
    """Who made the link, where they work in it still; else those who can write in its books, superusers first."""
    with_access = AdministrationAccess.objects.filter(administration=one).values("person")
    found = Membership.objects.filter(environment=one.environment, active=True, person__in=with_access)
    members = [each for each in found.select_related("person").order_by("id") if may(each.role, Right.WRITE_BOOKS)]
    if any(each.person_id == maker.pk for each in members):
        return [maker]
    members.sort(key=lambda each: each.role != Role.SUPERUSER)
    if members:
        return [each.person for each in members[:_MOST]]
    superusers = Membership.objects.filter(environment=one.environment, active=True, role=Role.SUPERUSER)
    return [each.person for each in superusers.select_related("person").order_by("id")[:_MOST]]


def _names(paper: Paper) -> dict[str, str]:
    return {"number": paper.number, "seller": paper.seller.name}


def _greeting(paper: Paper) -> str:
    return _("Dear %(name)s,") % {"name": paper.customer.attention or paper.customer.name}


def _reply_to(paper: Paper) -> tuple[str, ...]:
    if not paper.seller.email:
        return ()
    return (_("Questions? Write to %(email)s.") % {"email": paper.seller.email},)


def _plain(name: str) -> str:
    """A file name for a header: letters that could mean a path or a quotation mark become dashes."""
    kept = "".join(letter if letter.isalnum() or letter in " ._-" else "-" for letter in name)
    return kept[-_LONGEST_NAME:].strip()
