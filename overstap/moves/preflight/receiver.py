"""The checks on the receiver's side."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from overstap.moves.preflight.registry import Context, gate
from overstap.tenancy.models import Administration, Licence
from overstap.tenancy.values import AdministrationState, PackageFamily, Tier

Found = Iterator[tuple[str, str, str]]
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,34}")


def licence_is_premium(context: Context) -> Found:
    """R041, R042: receiving needs a paid licence."""
    if not Licence.objects.filter(environment=context.environment, tier=Tier.PREMIUM).exists():
        yield (
            context.environment.name,
            _("A trial licence cannot receive administrations."),
            _("Convert the trial to Premium under Settings > Licence; that takes effect at once."),
        )


def package_is_connected(context: Context) -> Found:
    """R044, R049, R051: the same package has to be connected here; the house package always is."""
    for name, _old_code, package in context.offered:
        if package != PackageFamily.HOUSE:
            yield (
                name,
                _("Your environment has no connection with %(package)s.") % {"package": package},
                _("Add it under Settings > Office > Accounting systems; keep the package's login at hand."),
            )


def codes_are_free(context: Context) -> Found:
    """R058 to R061: each administration gets a code that is not in use here."""
    chosen = Counter(context.new_codes.values())
    for name, old_code, _package in context.offered:
        code = context.new_codes.get(old_code, "")
        if not CODE.fullmatch(code):
            yield (
                name,
                _("“%(code)s” cannot be a code.") % {"code": code},
                _("Use 1 to 35 letters, digits, dots, dashes or underscores, starting with a letter or digit."),
            )
        elif chosen[code] > 1 or _in_use(context, code):
            yield (
                name,
                _("The code “%(code)s” is in use here.") % {"code": code},
                _("Choose another code. Was the administration added by hand already? Then remove that one first."),
            )


def _in_use(context: Context, code: str) -> bool:
    found = Administration.objects.filter(environment=context.environment, code=code)
    return found.exclude(state=AdministrationState.MOVED).exists()


CHECKS = (
    gate("licence-premium", licence_is_premium),
    gate("package-connected", package_is_connected),
    gate("code-free", codes_are_free),
)
