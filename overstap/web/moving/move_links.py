"""Where a finding is mended, and other pages that the page of a move leads to."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

# check -> names of addresses, the most fitting first; whether it takes the code of an administration
_MENDED_AT: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "licence-premium": (("managing-licence", False),),
    "package-connected": (("managing-systems", False),),
    "administration-active": (("administration", True), ("administrations", False)),
    "no-copied-administration": (("managing-administration", True), ("managing-administrations", False)),
    "copies-stay": (("managing-administration", True), ("managing-administrations", False)),
    "no-other-move": (("migrations", False),),
    "books-balance": (("administration-trial-balance", True),),
    "personal-archives": (("managing-access", True), ("managing-administrations", False)),
    "people-stay": (("managing-access", True), ("managing-administrations", False)),
    "delivery-address": (("managing-administration", True), ("managing-administrations", False)),
    "code-free": (("managing-administrations", False),),
    "package-lists-code": (("managing-systems", False),),
    "relink-target": (("managing-systems", False),),
    "relink-not-added": (("managing-administrations", False),),
    "relink-code-free": (("managing-administrations", False),),
    "relink-one-order": (("relink-orders", False),),
    "access": (("managing-access", True), ("managing-administrations", False)),
    "authorisation-waiting": (("authorisation-finish", True), ("administrations", False)),
    "authorisation-authorisers": (("authorisation-finish", True), ("administrations", False)),
    "authorisation-workflows": (("authorisation-finish", True), ("administrations", False)),
    "authorisation-before": (("authorisation-finish", True), ("administrations", False)),
    "authorisation-after": (("authorisation-finish", True), ("administrations", False)),
    "authorisation-open": (("administration-authorisation", True), ("administrations", False)),
    "authorisation-people": (("administration-authorisation", True), ("administrations", False)),
    "quotations": (("sales-quotations", True), ("administrations", False)),
    "unsent-invoices": (("sales", True), ("administrations", False)),
    "bank-lines-waiting": (("bank-match", True), ("administrations", False)),
    "bank-links-paid": (("bank-links", True), ("administrations", False)),
    "bank-statements-missing": (("bank-statements", True), ("administrations", False)),
    "becon-number": (("administration-tax-settings", True), ("administrations", False)),
    "fixed-assets": (("administration-assets", True), ("administrations", False)),
    "open-inbox": (("administration-inbox", True), ("administrations", False)),
    "vat-returns": (("administration-tax", True), ("administrations", False)),
    "rehearsal-first": (("rehearse", False),),
    "migrations": (("migrations", False),),
}


def link_to(check: str, environment: str, code: str = "") -> str:
    """The address of the page where ``check`` is mended; empty where there is no such page."""
    for name, of_administration in _MENDED_AT.get(check, ()):
        if of_administration and not code:
            continue
        parts = {"environment": environment, **({"code": code} if of_administration else {})}
        try:
            return reverse(name, kwargs=parts)
        except NoReverseMatch:
            continue
    return ""
