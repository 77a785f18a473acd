"""Advice about what this installation does not hold: it cannot check it, so it says what to look for, and where.

Never an all-clear: the advice comes whenever the profile says that such things stay behind.
"""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overstap.moves.aftercare import texts
from overstap.moves.checking import Context, Found, advice
from overstap.moves.profiles.values import Keeps

Finds = Iterator[Found]


def payments_under_way(context: Context) -> Finds:
    """Gap G10: an open payment batch or an unfinished direct debit would have to be followed in two places."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    yield Found(
        context.environment.name,
        _("We cannot see whether a payment batch is open or a direct debit is unfinished."),
        _("Look at your bank and in your payment program; let them finish first, or agree who follows them up."),
    )


def functions_not_copied(context: Context) -> Finds:
    """R243 to R245: what is not copied is discussed with the client beforehand, and what exists of it here."""
    if not context.profile.not_copied:
        return
    language: texts.Language = "en" if get_language() == "en" else "nl"
    named = ", ".join(texts.word(f"not-copied-{code}", language) for code in context.profile.not_copied)
    yield Found(
        context.environment.name,
        _("These are not copied, and are set up again afterwards: %(named)s.") % {"named": named},
        _("Discuss with the client which they use, and find out to what extent they exist in your environment."),
    )


OF_THE_GIVER = (advice("payments", payments_under_way),)
OF_THE_RECEIVER = (advice("not-copied", functions_not_copied),)
