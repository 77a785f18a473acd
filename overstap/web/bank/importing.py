"""A bank file comes in: what was taken, what was left out, and why."""

from pathlib import Path
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.books.bank.importing import Imported
from overstap.connectors.bank_file.actions import import_bank_file
from overstap.lib.errors import OverstapError, Refused
from overstap.lib.sentences import told
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.bank import words
from overstap.web.books.opening import books, show

LARGEST_MB = 32  # of one file: a year of a busy account; it is read while the page waits
_MEGABYTE = 1_000_000
_MOST_TOLD = 100
_KEPT = "bank-import"  # in the session: what the last import came to, until it was shown


class FileForm(forms.Form):
    """A bank file."""

    file = forms.FileField(
        label=gettext_lazy("Bank file"),
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.940,.sta,.txt,.swi,.mt940"}),
    )


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None, *, code: str) -> HttpResponse:
    one = books(actor, code)
    kept = request.session.get(_KEPT)
    result = None
    if problem is None and kept and kept["code"] == code:
        result = kept
        del request.session[_KEPT]
    spoken = None if problem is None else _spoken(problem)
    return show(
        request, "bank/import.html", one, "bank", form=FileForm(), problem=spoken, result=result, limit=LARGEST_MB
    )


@doors.page("bank.import", again=_page)
def bring(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Choose a file; it is read at once, and the findings are shown."""
    if request.method != "POST":
        return _page(request, actor, code=code)
    form = FileForm(request.POST, request.FILES)
    too_large = getattr(request, "upload_too_large", False)
    if not form.is_valid() and not too_large:
        raise Refused(_("Choose a file."), code="BANK-NO-FILE", remedy=_("Download it from the bank first."))
    file = request.FILES.get("file")
    if too_large or file is None or (file.size or 0) > LARGEST_MB * _MEGABYTE:
        raise Refused(
            _("That is more than %(most)d MB.") % {"most": LARGEST_MB},
            code="UPLOAD-TOO-LARGE",
            remedy=_("Download shorter periods, and import them one after the other."),
        )
    path = Path(cast("TemporaryUploadedFile", file).temporary_file_path())  # our handler writes every file to disk
    result = import_bank_file(actor, code, path, file.name or "")
    request.session[_KEPT] = _kept(code, file.name or "", result)
    return doors.done(request, _told(result), "bank-import", environment=actor.environment.slug, code=code)


def _kept(code: str, name: str, result: Imported) -> dict[str, Any]:
    return {
        "code": code,
        "file": name[:200],
        "statements": result.statements,
        "lines": result.lines,
        "known": result.known,
        "refused": result.refused,
        "findings": [words.finding(one) for one in result.findings[:_MOST_TOLD]],
        "more": max(len(result.findings) - _MOST_TOLD, 0),
    }


def _told(result: Imported) -> str:
    if not result.statements:
        return _("Nothing was added; see why below.")
    return _("%(statements)d statements with %(lines)d lines were added.") % {
        "statements": result.statements,
        "lines": result.lines,
    }


def _spoken(problem: OverstapError) -> OverstapError:
    """The problem in the language of the page: readers of files know none."""
    return Refused(told(problem.message, _), code=problem.code, remedy=told(problem.remedy, _), facts=problem.facts)
