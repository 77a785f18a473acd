"""Write docs/openapi.json, the description of the API, as the code gives it."""

import os

import django


def main() -> None:
    """Write it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    django.setup()
    from overstap.api import description

    description.write()


if __name__ == "__main__":
    main()
