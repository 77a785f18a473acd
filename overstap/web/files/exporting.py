"""Pages of exports: audit files, and tables for a spreadsheet."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import get_valid_filename

from overstap.books.ledger import queries
from overstap.connectors import filing
from overstap.connectors.audit_file.actions import check_export, export_audit_file
from overstap.connectors.registry import FILE_ROUTES
from overstap.connectors.sheets.actions import export_table, years_to_export
from overstap.connectors.sheets.values import Format, Notation, TableOrder
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.values import PACKAGE_NAMES
from overstap.web import doors
from overstap.web.books.opening import books, show
from overstap.web.files import sending
from overstap.web.files import told as words
from overstap.web.files.forms import AuditFileForm, TableForm
from overstap.web.words import language

_MOST_SHOWN = 200
_TAB = "administration-exports"
_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _page(
    request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None, **forms: Any
) -> HttpResponse:
    years = years_to_export(actor, code)
    tables = forms.get("tables") or TableForm(request.POST if problem else None, years=years, initial=_usual())
    return show(
        request,
        "files/exports.html",
        books(actor, code),
        _TAB,
        years=years,
        tables=tables,
        audit_file=forms.get("audit_file") or AuditFileForm(years=years),
        packages=[(family, PACKAGE_NAMES[family]) for family in FILE_ROUTES],
        problem=problem,
    )


@doors.page("books.exports")
@queries.one_look()
def choose(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What can be exported."""
    return _page(request, actor, code)


@doors.page("books.export", again=_page)
def table(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """A table as CSV or XLSX."""
    if request.method != "POST":
        books(actor, code)  # whoever may not open them is told so here as well
        return redirect("administration-exports", environment=actor.environment.slug, code=code)
    form = TableForm(request.POST, years=years_to_export(actor, code))
    if not form.is_valid():
        return _invalid(_page(request, actor, code, tables=form))
    order = form.order()
    write = partial(export_table, actor, code, order)
    return sending.made(_name(code, order), _TYPES[order.format], write)


def _again(request: HttpRequest, actor: Actor, code: str, problem: OverstapError) -> HttpResponse:
    return _page(request, actor, code, problem, tables=TableForm(years=years_to_export(actor, code), initial=_usual()))


@doors.page("audit-file.export", again=_again)
def audit_file(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """First what the version cannot carry, then, on a second press, the file."""
    sent = request.POST if request.method == "POST" else request.GET
    form = AuditFileForm(sent, years=years_to_export(actor, code))
    if not form.is_valid():
        return _invalid(_page(request, actor, code, audit_file=form))
    year, version = form.cleaned_data["year"], form.cleaned_data["version"]
    if request.method != "POST":
        found = check_export(actor, code, year, version)
        return show(
            request,
            "files/audit_file.html",
            books(actor, code),
            _TAB,
            year=year,
            version=version,
            findings=[words.finding(one) for one in found[:_MOST_SHOWN]],
            more=max(0, len(found) - _MOST_SHOWN),
        )
    name = get_valid_filename(f"{code}-{year}.xaf".replace("/", "-"))
    return sending.made(name, "application/xml", partial(export_audit_file, actor, code, year, version))


@doors.page("books.export-for", again=_page)
def for_package(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """A ZIP with what another package imports."""
    if request.method != "POST":
        books(actor, code)  # whoever may not open them is told so here as well
        return redirect("administration-exports", environment=actor.environment.slug, code=code)
    package = request.POST.get("package", "")
    write = partial(filing.export_for, actor, code, package)
    name = get_valid_filename(f"{code}-{package}".replace("/", "-")) + ".zip"
    return sending.made(name, "application/zip", write)


def _invalid(answer: HttpResponse) -> HttpResponse:
    answer.status_code = 422
    return answer


def _usual() -> dict[str, str]:
    return {"notation": Notation.DUTCH if language() == "nl" else Notation.INTERNATIONAL}


def _name(code: str, order: TableOrder) -> str:
    parts = [code.replace("/", "-"), str(order.table), order.account, str(order.year or "")]
    return get_valid_filename("-".join(part for part in parts if part)) + f".{order.format}"
