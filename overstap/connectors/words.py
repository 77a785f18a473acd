"""Words for people about packages: what an administration consists of there, and how it goes in and out."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.connectors.values import Kind, Way
from overstap.tenancy.values import PackageFamily

KINDS: Mapping[Kind, str | Promise] = {
    Kind.COMPANY: gettext_lazy("Company details"),
    Kind.PERIODS: gettext_lazy("Book years and periods"),
    Kind.ACCOUNTS: gettext_lazy("Ledger accounts"),
    Kind.VAT_CODES: gettext_lazy("VAT codes"),
    Kind.DIMENSIONS: gettext_lazy("Cost centres and projects"),
    Kind.PAYMENT_CONDITIONS: gettext_lazy("Payment conditions"),
    Kind.JOURNALS: gettext_lazy("Journals"),
    Kind.RELATIONS: gettext_lazy("Relations"),
    Kind.OPENING: gettext_lazy("Opening balance"),
    Kind.ENTRIES: gettext_lazy("Entries"),
    Kind.OPEN_ITEMS: gettext_lazy("Open items"),
    Kind.ASSETS: gettext_lazy("Fixed assets"),
    Kind.DOCUMENTS: gettext_lazy("Documents"),
}
WAYS: Mapping[Way, str | Promise] = {
    Way.YES: gettext_lazy("yes"),
    Way.PART: gettext_lazy("in part"),
    Way.FILE: gettext_lazy("by a file"),
    Way.NO: gettext_lazy("no"),
}


def why_nothing_is_listed(package: PackageFamily) -> str:
    """What to look at in the package when it lists no administration at all: the rights of the user that we are."""
    texts = {
        PackageFamily.EXACT_ONLINE: _(
            "Exact Online shows only the administrations that the user who connected may open. Let that user be given "
            "rights in each of them (User > Rights), with the administrations ticked on the page where you agreed; "
            "then connect again."
        ),
        PackageFamily.TWINFIELD: _(
            "Twinfield shows only the companies that the user who connected has access to. Let a Twinfield "
            "administrator tick them for that user (Settings > Users > Access rights), with the role that may use web "
            "services; then test again."
        ),
        PackageFamily.MULTIVERS: _(
            "Boekhoudgemak & Multivers shows only the databases to which the user who connected has been admitted. Let "
            "that user be admitted to each of them; then test again."
        ),
        PackageFamily.ACCOUNTVIEW: _(
            "AccountView shows only the administrations for which the user who connected may use the web API. Let that "
            "user be given the right in each of them; then test again."
        ),
        PackageFamily.AFAS_SB: _(
            "In AFAS SB an app connector shows only what its user group may see. Let the user of the token be added to "
            "that group, with the administrations filtered to those it is for; then test again."
        ),
    }
    return texts.get(package, "")
