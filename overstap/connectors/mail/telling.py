"""Telling a sender that an address was replaced (R112): once a week for each sender and address, never a program."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.books.inbox import delivering
from overstap.books.inbox.values import Waiting
from overstap.durable import outbox
from overstap.durable.letters import Letter
from overstap.tenancy.addresses import giving
from overstap.tenancy.models import Administration

AGAIN_AFTER = timedelta(days=7)


def tell_sender(mail: Waiting, holder: Administration) -> bool:
    """Mail the sender the new address, unless that was done this week; gives whether it was.

    The caller knows that no program wrote the mail. Nobody at an address of ours is answered, so that two of our own
    addresses never write to each other.
    """
    new = holder.delivery_address
    if not mail.sender or not new or new == mail.address:
        return False
    if mail.sender.rpartition("@")[2].lower() == giving.domain():
        return False
    if not delivering.note_telling(mail.address, _key(mail.sender), AGAIN_AFTER):
        return False
    language = settings.LANGUAGE_CODE  # a stranger's own is not known
    try:
        return outbox.post_letter(f"inbox/{mail.uid}/address", mail.sender, _letter(mail, new, language), language)
    except outbox.BadMail:  # what stands in an envelope need not be an address
        return False


def _key(sender: str) -> str:
    return hashlib.sha256(sender.lower().encode("utf-8", errors="replace")).hexdigest()


def _letter(mail: Waiting, new: str, language: str) -> Letter:
    with override(language):
        return Letter(
            subject=_("The address %(address)s has been replaced") % {"address": mail.address},
            paragraphs=(
                _("Your mail was received and passed on. The old address will stop working."),
                _("Please send documents to the new address, and replace the old one in your address book."),
            ),
            facts=((_("Old address"), mail.address), (_("New address"), new)),
            notes=(_("We tell you this at most once a week. You need not answer."),),
        )
