"""The mails that stand in the outbox, for tests with Django's client."""

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail


def mails_to(email: str) -> list[OutgoingMail]:
    """Oldest first."""
    with as_worker():
        return list(OutgoingMail.objects.filter(to=email).order_by("created_at"))


def last_mail(email: str) -> OutgoingMail:
    """The newest."""
    return mails_to(email)[-1]
