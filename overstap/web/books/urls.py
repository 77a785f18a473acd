"""Addresses of the books, below ``/e/<environment>/administrations/``.

Codes of accounts, journals and relations stand in the query string: they may hold any character.
"""

from django.urls import path

from overstap.web.books import balances, entries, listing, open_items, overview, relations, vat

urlpatterns = [
    path("", listing.listed, name="administrations"),
    path("<administration:code>/", overview.show, name="administration"),
    path("<administration:code>/trial-balance/", balances.trial_balance, name="administration-trial-balance"),
    path("<administration:code>/account/", balances.ledger_card, name="administration-ledger-card"),
    path("<administration:code>/journals/", entries.journals, name="administration-journals"),
    path("<administration:code>/journal/", entries.journal, name="administration-journal"),
    path("<administration:code>/entry/<int:seq>/", entries.entry, name="administration-entry"),
    path("<administration:code>/open-items/", open_items.listed, name="administration-open-items"),
    path("<administration:code>/relations/", relations.listed, name="administration-relations"),
    path("<administration:code>/relation/", relations.one, name="administration-relation"),
    path("<administration:code>/vat/", vat.per_code, name="administration-vat"),
    path("<administration:code>/periods/", entries.periods, name="administration-periods"),
]
