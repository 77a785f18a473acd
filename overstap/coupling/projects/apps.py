"""Django's handle on this part."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Tables of overstap.coupling.projects."""

    name = "overstap.coupling.projects"
    label = "coupling_projects"
