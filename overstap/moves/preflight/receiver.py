"""The checks on the receiver's side."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from overstap.moves import bringing
from overstap.moves.checking import Context, Found, gate
from overstap.moves.preflight import unseen
from overstap.tenancy import systems
from overstap.tenancy.models import Administration, Licence
from overstap.tenancy.values import AdministrationState, PackageFamily, Tier

Finds = Iterator[Found]
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,34}")


def licence_is_premium(context: Context) -> Finds:
    """R041, R042: receiving needs a paid licence."""
    if not Licence.objects.filter(environment=context.environment, tier=Tier.PREMIUM).exists():
        yield Found(
            context.environment.name,
            _("A trial licence cannot receive administrations."),
            _("Convert the trial to Premium under Settings > Licence; that takes effect at once."),
        )


def package_is_connected(context: Context) -> Finds:
    """R044, R049, R051: the same package has to be connected here; the house package always is."""
    here = systems.connected(context.environment)
    for name, old_code, package in context.offered:
        if package not in here:
            yield Found(
                name,
                _("Your environment has no connection with %(package)s.") % {"package": package},
                _("Add it under Settings > Office > Accounting systems; keep the package's login at hand."),
                old_code,
            )


def codes_are_listed(context: Context) -> Finds:
    """R050, R051, R058 to R060: the receiver's environment of the package has to list the chosen code already."""
    here = systems.connected(context.environment)
    for name, old_code, package in context.offered:
        code = context.new_codes.get(old_code, "")
        if package == PackageFamily.HOUSE or package not in here or not CODE.fullmatch(code):
            continue
        brought = bringing.connection_for(context.environment, package, code, context.connections.get(old_code))
        if brought.system is None:
            yield Found(name, brought.message, brought.remedy, old_code)


def codes_are_free(context: Context) -> Finds:
    """R058 to R061: each administration gets a code that is not in use here."""
    chosen = Counter(context.new_codes.values())
    taken = _in_use(context)
    for name, old_code, _package in context.offered:
        code = context.new_codes.get(old_code, "")
        if not CODE.fullmatch(code):
            yield Found(
                name,
                _("“%(code)s” cannot be a code.") % {"code": code},
                _("Use 1 to 35 letters, digits, dots, dashes or underscores, starting with a letter or digit."),
                old_code,
            )
        elif chosen[code] > 1 or code in taken:
            yield Found(
                name,
                _("The code “%(code)s” is in use here.") % {"code": code},
                _("Choose another code. Was the administration added by hand already? Then remove that one first."),
                old_code,
            )


def _in_use(context: Context) -> set[str]:
    wanted = [code for code in context.new_codes.values() if code.isprintable()]
    found = Administration.objects.filter(environment=context.environment, code__in=wanted)
    return set(found.exclude(state=AdministrationState.MOVED).values_list("code", flat=True))


CHECKS = (
    gate("licence-premium", licence_is_premium),
    gate("package-connected", package_is_connected),
    gate("code-free", codes_are_free),
    gate("package-lists-code", codes_are_listed),
    *unseen.OF_THE_RECEIVER,
)
