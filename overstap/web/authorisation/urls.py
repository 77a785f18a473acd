"""Addresses of authorisation, below ``/e/<environment>/``. Names of workflows stand in the query string."""

from django.urls import path

from overstap.web.authorisation import document, finish, mine, overview, sending, workflow

_ONE = "authorisation/<administration:code>/<uuid:document>/<int:number>/"
_IN = "administrations/<administration:code>/authorisation/"

urlpatterns = [
    path("authorisation/", mine.waiting, name="authorisation"),
    path("authorisation/decided/", mine.decided, name="authorisation-decided"),
    path(_ONE, document.show, name="authorisation-document"),
    path(f"{_ONE}file/", document.file, name="authorisation-file"),
    path(f"{_ONE}decide/", document.decide, name="authorisation-decide"),
    path(f"{_ONE}reassign/", document.reassign, name="authorisation-reassign"),
    path(f"{_ONE}withdraw/", document.withdraw, name="authorisation-withdraw"),
    path(_IN, overview.show, name="administration-authorisation"),
    path(f"{_IN}demand/", overview.demand, name="authorisation-demand"),
    path(f"{_IN}reassign/", overview.reassign, name="authorisation-reassign-all"),
    path(f"{_IN}send/", sending.send, name="authorisation-send"),
    path(f"{_IN}workflow/", workflow.edit, name="authorisation-workflow"),
    path(f"{_IN}workflow/delete/", workflow.delete, name="authorisation-workflow-delete"),
    path(f"{_IN}finish/", finish.finish, name="authorisation-finish"),
]
