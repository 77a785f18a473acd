"""The operator's way out for somebody who lost telephone and recovery codes."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter
from overstap.lib import clock
from overstap.tenancy import access, audit


def forget(email: str) -> int:
    """Take away the second steps of the account ``email``, and mail its owner; gives how many there were.

    Whoever asks has seen to it that the owner of the account asked for it. Raises NotFound.
    """
    person = access.person_by_email(email)
    with transaction.atomic(), access.acting(access.operator_person().pk, []):
        count = int(Authenticator.objects.filter(user=person).delete()[0])
        audit.record(None, "account.forget-second-step", {"email": person.email, "count": count})
        with override(person.language):
            letter = Letter(
                _("Your second step was taken away"),
                (
                    _("The operator took away your authenticator app, passkeys and recovery codes."),
                    _("Sign in with your password, and set them up again under Your account > Security."),
                    _("Did you not ask for this? Then tell the operator at once."),
                ),
            )
        outbox.post_letter(f"second-step/{person.pk}/{clock.now().isoformat()}", person.email, letter, person.language)
    return count
