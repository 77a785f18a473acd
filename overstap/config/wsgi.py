"""What the web server runs: ``granian --interface wsgi overstap.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

KEEP_CONNECTIONS = 60  # seconds: its threads come back for the next page

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
application = get_wsgi_application()
connections.settings["default"] |= {"CONN_MAX_AGE": KEEP_CONNECTIONS, "CONN_HEALTH_CHECKS": True}
