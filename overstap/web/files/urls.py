"""Addresses of imports and exports, below ``/e/<environment>/``."""

from django.urls import path

from overstap.web.files import exporting, findings, importing

urlpatterns = [
    path("import/", importing.order, name="import-file"),
    path("import/<uuid:uid>/", importing.job, name="import-job"),
    path("import/<uuid:uid>/cancel/", importing.cancel, name="import-cancel"),
    path("import/<uuid:uid>/findings/", findings.listed, name="import-findings"),
    path("import/<uuid:uid>/findings.csv", findings.as_csv, name="import-findings-csv"),
    path("administrations/<administration:code>/export/", exporting.choose, name="administration-exports"),
    path("administrations/<administration:code>/export/table/", exporting.table, name="export-table"),
    path("administrations/<administration:code>/export/package/", exporting.for_package, name="export-for-package"),
    path("administrations/<administration:code>/export/audit-file/", exporting.audit_file, name="export-audit-file"),
]
