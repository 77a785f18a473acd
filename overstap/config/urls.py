"""Every address of the installation."""

from django.urls import include, path

from overstap.web import urls

urlpatterns = [path("api/", include("overstap.api.urls")), *urls.urlpatterns]
handler400 = "overstap.web.failures.bad_request"
handler403 = "overstap.web.failures.forbidden"
handler404 = "overstap.web.failures.not_found"
handler500 = "overstap.web.failures.server_error"
