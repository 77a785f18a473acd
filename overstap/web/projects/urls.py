"""Addresses of projects and their invoices, below ``/e/<environment>/contacts/``."""

from django.urls import path

from overstap.web.projects import invoices, outside, projects, sellers

urlpatterns = [
    path("projects/", projects.listed, name="projects"),
    path("projects/new/", projects.new, name="project-new"),
    path("projects/<int:number>/", projects.one, name="project"),
    path("projects/<int:number>/edit/", projects.edit, name="project-edit"),
    path("projects/<int:number>/invoice/", invoices.new, name="project-invoice-new"),
    path("project-invoices/", invoices.listed, name="project-invoices"),
    path("project-invoices/outside/", outside.listed, name="project-outside"),
    path("project-invoices/details/", sellers.listed, name="project-sellers"),
    path("project-invoices/details/<int:administration>/", sellers.one, name="project-seller"),
    path("project-invoices/<uuid:uid>/", invoices.one, name="project-invoice"),
    path("project-invoices/<uuid:uid>/edit/", invoices.edit, name="project-invoice-edit"),
    path("project-invoices/<uuid:uid>/pdf/", invoices.pdf, name="project-invoice-pdf"),
]
