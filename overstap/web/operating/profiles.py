"""Profiles: all of them side by side, one of them, and a copy of one."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.moves.profiles import catalogue, comparing, copying, text_of
from overstap.moves.profiles.catalogue import Listed
from overstap.moves.profiles.comparing import Section
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.operating import doors
from overstap.web.operating.forms import ProfileForm
from overstap.web.words import language


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """What is wrong with a profile, where, and on which line of its text (None: nowhere in particular)."""

    place: str
    message: str
    line: int | None


@doors.page("operator.profiles")
def profiles(request: HttpRequest, operator: Operator) -> HttpResponse:
    """All of them side by side; on request only where they differ."""
    del operator
    listed, only = catalogue.listed(), "differences" in request.GET
    sections = comparing.side_by_side([text_of(one.profile.name) for one in listed])
    return web_doors.show(
        request,
        "operating/profiles.html",
        profiles=[(one, one.profile.titles[language()]) for one in listed],
        sections=[_narrowed(one) for one in sections] if only else sections,
        unusable=catalogue.unusable(),
        only=only,
    )


@doors.page("operator.profile")
def profile(request: HttpRequest, operator: Operator, name: str) -> HttpResponse:
    """One of them, with its terms and its text."""
    del operator
    one = _listed(name)
    text = text_of(name)
    return web_doors.show(
        request,
        "operating/profile.html",
        one=one,
        title=one.profile.titles[language()],
        terms=[(party, words[language()]) for party, words in one.profile.terms.items()],
        sections=comparing.side_by_side([text]),
        text=text,
    )


def _editor(request: HttpRequest, operator: Operator, name: str, problem: OverstapError | None = None) -> HttpResponse:
    del operator
    one = _listed(name)
    sent = request.method == "POST"
    text = request.POST.get("text", "") if sent else copying.text_to_copy(name)
    return web_doors.show(
        request,
        "operating/profile_copy.html",
        one=one,
        title=one.profile.titles[language()],
        form=ProfileForm(initial={"text": text}),
        problem=problem,
        problems=_problems(problem, text),
        found_good=sent and problem is None,
    )


@doors.page("operator.profile-copy", again=_editor)
def copy(request: HttpRequest, operator: Operator, name: str) -> HttpResponse:
    """Change the text of a copy, have it checked, keep it."""
    if request.method != "POST":
        return _editor(request, operator, name)
    text = request.POST.get("text", "")
    if request.POST.get("do") == "check":
        copying.check(text)
        return _editor(request, operator, name)
    made = copying.copy(operator, copied_from=name, text=text)
    told = _("The profile “%(name)s” is kept. It is not changed any more.") % {"name": made.name}
    return web_doors.done(request, told, "operating-profile", name=made.name)


def _listed(name: str) -> Listed:
    found = next((one for one in catalogue.listed() if one.profile.name == name), None)
    if found is None:
        raise NotFound(
            _("There is no profile “%(name)s”.") % {"name": name[:40]},
            code="PROFILE-NOT-FOUND",
            remedy=_("Look in the list of profiles."),
        )
    return found


def _narrowed(section: Section) -> Section:
    return Section(section.name, tuple(row for row in section.rows if row.differs))


def _problems(problem: OverstapError | None, text: str) -> list[ShownProblem]:
    listed = problem.facts.get("problems") if problem else None
    if not isinstance(listed, list):
        return []
    return [ShownProblem(one["place"], one["message"], comparing.line_of(text, one["place"])) for one in listed]
