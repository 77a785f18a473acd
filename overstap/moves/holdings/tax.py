"""How VAT returns move, and what it takes to file them (R165, R186 to R188, R251 to R254, R259).

Returns and registers are copied, but for what the profile names as not copied. Authorisations at the tax authority
never move by us: what moves is the entry that says which there are, and somebody has to ask for new ones.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.documents.models import Document
from overstap.books.tax import queries
from overstap.books.tax.models import (
    BoxRule,
    Certificate,
    Port,
    ReportingLine,
    TaxAuthorisation,
    TaxSettings,
    VatReturn,
    VatRight,
)
from overstap.books.tax.values import ContactType, ReturnRow, Status
from overstap.moves.aftercare.values import Figure, Line, Verdict
from overstap.moves.checking import Context, Found, advice
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import BothSides, Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Keeps
from overstap.tenancy.models import Administration

# What a profile may name as not copied, and the table that it is about.
_NOT_COPIED: dict[str, type[models.Model]] = {
    "ports": Port,
    "certificates": Certificate,
    "vat-rights": VatRight,
    "reporting-structure": ReportingLine,
}
MOST_FIGURES = 30
Told = Callable[[Administration], list[str]]


def _left_behind(profile: Profile) -> Sequence[type[models.Model]]:
    return [table for code, table in _NOT_COPIED.items() if code in profile.not_copied]


def _plan(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    if profile.giver.keeps is Keeps.SAME:
        return
    yield from _returns_planned(administrations)
    yield from _contact_planned(profile, administrations)
    for code, (told, words) in _REGISTERS.items():
        facts = _facts(administrations, told)
        if facts:
            stays = code in profile.not_copied
            yield PlanLine(code, Fate.STAYS if stays else Fate.MOVES, words(stays), facts)
    facts = _facts(administrations, _authorised)
    if facts:
        text = _("Authorisations at the tax authority: the giver withdraws them, the receiver asks for new ones")
        yield PlanLine("digipoort-certificate", Fate.TASK, text, facts)


def _returns_planned(administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    count = VatReturn.objects.filter(administration__in=[one.pk for one in administrations]).count()
    if count:
        text = ngettext(
            "%(count)d VAT return, with its filed copy", "%(count)d VAT returns, with their filed copies", count
        )
        yield PlanLine("vat-returns", Fate.MOVES, text % {"count": count})


def _contact_planned(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    """R186 to R188: who files changes with who holds the books; what stands there now is the giver's."""
    becon, kind = _facts(administrations, _becon), _facts(administrations, _contact_type)
    if becon:
        fate = Fate.TASK if "becon-number" in profile.tasks else Fate.MOVES
        yield PlanLine("becon-number", fate, _("The becon number of the giver: change it, or empty it"), becon)
    if kind:
        fate = Fate.TASK if "tax-contact-type" in profile.tasks else Fate.MOVES
        yield PlanLine("tax-contact-type", fate, _("The contact type for the tax authority: set it anew"), kind)


def _certificates_text(stays: bool) -> str:  # noqa: FBT001 - two sentences
    if stays:
        return _("Certificates stay with the giver; set up your own")
    return _("The register of certificates goes along; each stays in the name of its holder")


def _ports_text(stays: bool) -> str:  # noqa: FBT001
    return _("Ports stay with the giver; set them up again") if stays else _("The register of ports")


def _rights_text(stays: bool) -> str:  # noqa: FBT001
    return _("Rights for VAT stay with the giver; grant them anew") if stays else _("Rights for VAT, by e-mail address")


def _structure_text(stays: bool) -> str:  # noqa: FBT001
    return _("The reporting structure stays with the giver") if stays else _("The reporting structure")


def _becon(one: Administration) -> list[str]:
    contact = queries.settings(one).contact
    return [contact.becon_number] if contact.becon_number else []


def _contact_type(one: Administration) -> list[str]:
    contact = queries.settings(one).contact
    return [contact.contact_type] if contact.contact_type else []


def _certificates(one: Administration) -> list[str]:
    return [f"{row.serial}, {row.holder}, {_day(row.valid_until)}" for row in queries.certificates(one)]


def _ports(one: Administration) -> list[str]:
    return [", ".join(filter(None, (row.name, row.kind, row.address))) for row in queries.ports(one)]


def _rights(one: Administration) -> list[str]:
    return [row.email for row in queries.rights(one)]


def _structure(one: Administration) -> list[str]:
    lines: dict[str, int] = {}
    for row in queries.structure(one):
        lines[row.structure] = lines.get(row.structure, 0) + 1
    return [f"{name} ({count})" for name, count in lines.items()]


def _authorised(one: Administration) -> list[str]:
    rows = [row for row in queries.authorisations(one) if row.withdrawn_on is None]
    return [", ".join(filter(None, (row.service, row.intermediary, str(row.year or "")))) for row in rows]


_REGISTERS: dict[str, tuple[Told, Callable[[bool], str]]] = {
    "certificates": (_certificates, _certificates_text),
    "ports": (_ports, _ports_text),
    "vat-rights": (_rights, _rights_text),
    "reporting-structure": (_structure, _structure_text),
}


def _facts(administrations: Sequence[Administration], told: Told) -> list[str]:
    """What there is of it, with the administration that it is of where there are several."""
    several = len(administrations) > 1
    return [f"{one.code}: {fact}" if several else fact for one in administrations for fact in told(one)]


def _drafts(context: Context) -> Iterator[Found]:
    """G10: a return that was begun goes along as it stands; better to file it first."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    for one in context.administrations:
        open_ones = VatReturn.objects.filter(administration=one, status__in=(Status.DRAFT, Status.READY))
        for period, end in open_ones.order_by("start").values_list("period", "end"):
            runs = end >= queries.today()
            yield Found(
                one.name,
                _("The VAT return %(period)s of a span that still runs goes along as a draft.") % {"period": period}
                if runs
                else _("The VAT return %(period)s was not filed yet.") % {"period": period},
                _("Agree who files it.") if runs else _("File it before the migration, or agree who does."),
                about=one.code,
            )


def _pairs(context: Context) -> Iterator[Found]:
    """R186 to R188: what the receiver has to change afterwards, said before."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    for one in context.administrations:
        contact = queries.settings(one).contact
        if contact.contact_type == ContactType.INTERMEDIARY:
            yield Found(
                one.name,
                _("Returns are filed with becon number %(number)s (INT).") % {"number": contact.becon_number},
                _("The new holder puts its own number there, or empties it and chooses BPL."),
                about=one.code,
            )


def _report(code: str, sides: BothSides) -> Line:
    """R165: every return, with its status and what it comes to, on both sides; the VAT per code stands beside it."""
    before, after = _returns(sides.giver), _returns(sides.receiver)
    figures = [Figure(key, before.get(key, ""), after.get(key, "")) for key in sorted({*before, *after}, reverse=True)]
    if not figures:
        return Line(code, Verdict.NOTHING, ())
    clean = all(sides.kinds[kind]["clean"] for kind in ("vat_return",) if kind in sides.kinds)
    same = clean and _has_its_copies(sides.receiver) and all(one.same for one in figures)
    chosen = sorted(range(len(figures)), key=lambda place: (figures[place].same, place))[:MOST_FIGURES]
    shown = tuple(figures[place] for place in sorted(chosen))
    return Line(code, Verdict.EQUAL if same else Verdict.DIFFERENT, shown)


def _returns(one: Administration) -> dict[str, str]:
    return {_called(row): f"{row.status} {row.total:.2f}" for row in queries.returns(one, limit=None)}


def _has_its_copies(one: Administration) -> bool:
    """Whether the card of every filed copy is there; its content is hashed with all documents."""
    wanted = VatReturn.objects.filter(administration=one).exclude(document=None).values_list("document", flat=True)
    return Document.objects.filter(administration=one, uid__in=set(wanted)).count() == len(set(wanted))


def _called(row: ReturnRow) -> str:
    return f"{row.period}/{row.number}" if row.number else row.period


def _day(value: date) -> str:
    return value.strftime("%d-%m-%Y")


HOLDING = Holding(
    "tax",
    tables=(TaxSettings, BoxRule, VatReturn, Certificate, Port, VatRight, ReportingLine, TaxAuthorisation),
    kinds=(
        master("tax_settings", "tax_taxsettings"),
        master("box_rule", "tax_boxrule", "code"),
        master("vat_return", "tax_vatreturn", "period", "number"),
        master("certificate", "tax_certificate", "serial"),
        master("port", "tax_port", "name"),
        master("vat_right", "tax_vatright", "email"),
        master("reporting_line", "tax_reportingline", "structure", "line"),
        master("tax_authorisation", "tax_taxauthorisation", "service", "intermediary", "year", "requested_on"),
    ),
    of_the_giver=(advice("vat-returns", _drafts), advice("becon-number", _pairs)),
    plan=_plan,
    report={"vat-returns": _report},
    left_behind=_left_behind,
)
