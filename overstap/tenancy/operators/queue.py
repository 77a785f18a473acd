"""What an operator does about the queue and the outbox: try again, with a line in the audit log."""

from django.utils.translation import gettext as _

from overstap.durable import failures, overviews, sending
from overstap.tenancy import audit
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators.access import Operator


def in_trouble(operator: Operator) -> int:
    """How many jobs and mails failed for good."""
    del operator
    return overviews.in_trouble()


def retry_job(operator: Operator, number: int) -> None:
    """Put a failed job back in the queue. Raises NotFound where no such job stands as failed."""
    if number >= 2**63 or not failures.try_again(number):
        raise NotFound(
            _("There is no failed job %(number)s.") % {"number": number},
            code="JOB-NOT-FAILED",
            remedy=_("Look at the queue; perhaps somebody had it tried again already."),
        )
    audit.record(None, "operator.retry-job", {"number": number, "operator": operator.person.email})


def retry_mail(operator: Operator, key: str) -> None:
    """Send a mail that was refused for good once more. Raises NotFound where no such mail stands as failed."""
    if not key.isprintable() or not sending.send_again(key):
        raise NotFound(
            _("There is no failed mail “%(key)s”.") % {"key": key[:80]},
            code="MAIL-NOT-FAILED",
            remedy=_("Look at the queue; perhaps somebody had it sent again already."),
        )
    audit.record(None, "operator.retry-mail", {"mail": key, "operator": operator.person.email})
