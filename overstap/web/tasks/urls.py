"""Addresses of tasks, of the check report of a move, and of originals, below ``/e/<its URL part>/``."""

from django.urls import URLPattern, path

from overstap.web.tasks import checking, lists, not_copied, one, originals

urlpatterns: list[URLPattern] = [
    path("tasks/", lists.tasks, name="tasks"),
    path("tasks/<uuid:uid>/", one.task, name="task"),
    path("tasks/<uuid:uid>/done/", one.done, name="task-done"),
    path("tasks/<uuid:uid>/reopen/", one.reopen, name="task-reopen"),
    path("tasks/<uuid:uid>/assign/", one.assign, name="task-assign"),
    path("tasks/<uuid:uid>/answer/", one.answer, name="task-answer"),
    path("migrations/<uuid:uid>/not-copied/", not_copied.listed, name="move-not-copied"),
    path("migrations/<uuid:uid>/check/", checking.check, name="move-check"),
    path("migrations/<uuid:uid>/check/mark/", checking.mark, name="move-check-mark"),
    path("migrations/<uuid:uid>/check/sample/", checking.sample, name="move-check-sample"),
    path("migrations/<uuid:uid>/check/report.json", checking.as_json, name="move-check-json"),
    path("migrations/<uuid:uid>/check/report.csv", checking.as_csv, name="move-check-csv"),
    path("migrations/<uuid:uid>/check/report.xlsx", checking.as_xlsx, name="move-check-xlsx"),
    path("migrations/<uuid:uid>/check/report.pdf", checking.as_pdf, name="move-check-pdf"),
    path("originals/", originals.listed, name="originals"),
    path("originals/<administration:code>/delete/", originals.delete, name="original-delete"),
    path("originals/<administration:code>/hold/", originals.hold, name="original-hold"),
    path("originals/<administration:code>/lift/", originals.lift, name="original-lift"),
]
