"""Settings, from the environment only. Every OVERSTAP_… variable is listed in docs/settings.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from overstap.config import pages
from overstap.config.mail_door import *  # noqa: F403 - every name in capitals there is a setting
from overstap.config.packages import packages
from overstap.config.signing_in import *  # noqa: F403 - every name in capitals there is a setting
from overstap.lib import postgres
from overstap.lib.errors import NeedsSetting
from overstap.tenancy.values import PackageFamily

django_stubs_ext.monkeypatch()

VAR_DIR = postgres.var_dir()
# Where mails, proofs and keys lie: apart from VAR_DIR only for what shares its server (the demonstration).
FILES_DIR = Path(os.environ.get("OVERSTAP_FILES", VAR_DIR))
PACKAGE_DIR = Path(__file__).resolve().parent.parent


def _secret() -> str:
    """OVERSTAP_SECRET_KEY, or a key made once and kept in the data folder."""
    from overstap.lib.secrets import load_or_create_secret

    return os.environ.get("OVERSTAP_SECRET_KEY") or load_or_create_secret(FILES_DIR / "secret-key")


def _token_keys() -> list[str]:
    """OVERSTAP_TOKEN_KEYS, newest first, with commas between them; or a key made once and kept in the data folder."""
    from overstap.lib.secrets import load_or_create_secret

    named = [key for key in os.environ.get("OVERSTAP_TOKEN_KEYS", "").split(",") if key]
    return named or [load_or_create_secret(FILES_DIR / "token-key")]


# A worker that is killed in a long statement must not leave it running, with its locks held.
_END_WITH_THE_CLIENT = "-c client_connection_check_interval=2s"


def _database(url: str) -> dict[str, Any]:
    if url:
        parts = urlsplit(url)
        return {
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {"options": _END_WITH_THE_CLIENT, **dict(parse_qsl(parts.query))},
        }
    return {
        "NAME": postgres.database_name(),
        "USER": postgres.APP,
        "HOST": str(postgres.socket_dir(VAR_DIR) or ""),
        "OPTIONS": {"options": _END_WITH_THE_CLIENT},
    }


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("OVERSTAP_HOSTS", "localhost,127.0.0.1").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "procrastinate.contrib.django",
    "overstap.durable",
    "overstap.tenancy",
    "overstap.tenancy.addresses",
    "overstap.tenancy.operators",
    "overstap.tenancy.appcenter",
    "overstap.tenancy.tokens",
    "overstap.books.ledger",
    "overstap.books.relations",
    "overstap.books.documents",
    "overstap.books.documents.transit",
    "overstap.books.authorisation",
    "overstap.books.inbox",
    "overstap.books.bank",
    "overstap.books.tax",
    "overstap.books.assets",
    "overstap.books.sales",
    "overstap.connectors.audit_file",
    "overstap.connectors.credentials",
    "overstap.connectors.documents",
    "overstap.connectors.mail",
    "overstap.connectors.metering",
    "overstap.coupling",
    "overstap.coupling.keeping",
    "overstap.coupling.projects",
    "overstap.moves",
    "overstap.moves.aftercare",
    "overstap.moves.conversions",
    "overstap.moves.people",
    "overstap.moves.rehearsals",
    "overstap.moves.relinks",
    "overstap.moves.takeovers",
    "overstap.moves.tickets",
    "overstap.cli",
    *pages.APPS,
]
ROOT_URLCONF = "overstap.config.urls"
WSGI_APPLICATION = "overstap.config.wsgi.application"
MIDDLEWARE = pages.MIDDLEWARE
TEMPLATES = pages.TEMPLATES
CONTENT_SECURITY_POLICY = pages.CONTENT_SECURITY_POLICY
AUTH_USER_MODEL = "tenancy.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_database(os.environ.get("DATABASE_URL", "")),
        "CONN_MAX_AGE": 0,
    }
}
# Who owns the tables and runs migrations: a second URL on an own server, a second role in the embedded one.
DATABASE_OWNER = (
    _database(os.environ.get("DATABASE_OWNER_URL", os.environ.get("DATABASE_URL", "")))
    if postgres.uses_own_server()
    else {"USER": postgres.OWNER}
)

LANGUAGE_CODE = os.environ.get("OVERSTAP_LANGUAGE", "nl")
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
FORMAT_MODULE_PATH = "overstap.config.formats"

_mail = urlsplit(os.environ.get("OVERSTAP_MAIL_URL", ""))  # smtp://user:password@host:port, smtps://…
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if _mail.scheme else "overstap.durable.mail_files.FileBackend"
)
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("OVERSTAP_MAIL_FROM", "Overstap <overstap@localhost>")
MAIL_DIR = FILES_DIR / "mail"
# Behind the @ of delivery addresses; its MX record leads here.
DELIVERY_DOMAIN = os.environ.get("OVERSTAP_DELIVERY_DOMAIN", "documents.localhost").lower()


def _site_url(address: str) -> str:
    """Where the pages are, without the last slash; mails lead there."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        # not translated: the language is a setting too, and not there yet
        raise NeedsSetting(
            f"OVERSTAP_URL is not the address of a website: {address[:100]!r}",
            code="SETTING-URL",
            remedy="Write it as https://overstap.example.nl.",
        )
    return address.rstrip("/")


def _practice(text: str) -> tuple[str, ...]:
    """The families of packages to play, from names with commas between them."""
    wanted = tuple(filter(None, (name.strip() for name in text.split(","))))
    known = [str(one) for one in PackageFamily if one is not PackageFamily.HOUSE]
    if not set(wanted) <= set(known):
        raise NeedsSetting(
            f"OVERSTAP_PRACTICE names something that is no accounting package: {text[:100]!r}",
            code="SETTING-PRACTICE",
            remedy=f"Choose among {', '.join(known)}.",
        )
    return wanted


SITE_URL = _site_url(os.environ.get("OVERSTAP_URL", "http://localhost:8000"))

globals().update(pages.transport(SITE_URL))
SESSION_COOKIE_NAME = "overstap_session"
CSRF_COOKIE_NAME = "overstap_csrf"
CSRF_FAILURE_VIEW = "overstap.web.failures.forbidden"
LANGUAGE_COOKIE_NAME = "overstap_language"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes, files apart
FILE_UPLOAD_HANDLERS = ["overstap.web.files.arriving.AtOurPagesOnly"]
UPLOAD_DIR = FILES_DIR / "uploads"  # until they are imported
# Where the contents of documents lie: a folder, or a bucket such as s3://name/prefix (docs/settings.md).
OBJECT_STORE = os.environ.get("OVERSTAP_OBJECTS", "")
OBJECT_DIR = FILES_DIR / "objects"
SCANNER = os.environ.get("OVERSTAP_SCANNER", "")  # tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: none
UPLOAD_LIMIT = int(os.environ.get("OVERSTAP_UPLOAD_LIMIT", "2000")) * 1_000_000  # bytes of one form

# Made by "overstap assets"; what is served has its hash in its name.
ASSETS_DIR = VAR_DIR / "assets"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Seconds between a worker's signs of life; after three without one its jobs go to another.
WORKER_HEARTBEAT = float(os.environ.get("OVERSTAP_WORKER_HEARTBEAT", "5"))

# Families of packages (tenancy.values.PackageFamily) that a practice package plays; its environments are files.
PRACTICE_SYSTEMS = _practice(os.environ.get("OVERSTAP_PRACTICE", ""))
PRACTICE_DIR = FILES_DIR / "practice"
# Packages that are reached for real, or through their sandboxes (config/packages.py).
PACKAGES = packages()
# Families for which this installation has a connector (connectors/registry.py).
ACCOUNTING_SYSTEMS = ("house", *dict.fromkeys((*PRACTICE_SYSTEMS, *PACKAGES)))
# Where contacts are compared (coupling.matching.Where): "here" or "spark".
MATCHING = os.environ.get("OVERSTAP_MATCHING", "here")
# With the first one login data of connections are encrypted; the others still read ("overstap system renew-keys").
TOKEN_KEYS = _token_keys()
# Where an entrepreneur who moved to an office cancels the old licence (R191); empty: the task says to ask for it.
CANCEL_LICENCE_URL = os.environ.get("OVERSTAP_CANCEL_LICENCE_URL", "")
INSTALLATION_NAME = os.environ.get("OVERSTAP_NAME", "Overstap")  # as proofs name this installation
PROOF_DIR = FILES_DIR / "proofs"
SIGNING_KEY_FILE = Path(os.environ.get("OVERSTAP_SIGNING_KEY", str(FILES_DIR / "signing-key.pem")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("OVERSTAP_LOG_LEVEL", "WARNING")},
}
