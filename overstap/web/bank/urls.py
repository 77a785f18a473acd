"""Addresses of bank and cash, below ``/e/<environment>/administrations/<administration>/bank/``.

Numbers of accounts stand in the query string: that of a cash box may hold any character.
"""

from django.urls import URLPattern, path

from overstap.web.bank import account, importing, links, matching, statements

urlpatterns: list[URLPattern] = [
    path("<administration:code>/bank/", account.listed, name="bank"),
    path("<administration:code>/bank/account/", account.edit, name="bank-account"),
    path("<administration:code>/bank/statements/", statements.listed, name="bank-statements"),
    path("<administration:code>/bank/statement/", statements.one, name="bank-statement"),
    path("<administration:code>/bank/import/", importing.bring, name="bank-import"),
    path("<administration:code>/bank/match/", matching.listed, name="bank-match"),
    path("<administration:code>/bank/match/confirm/", matching.confirm, name="bank-match-confirm"),
    path("<administration:code>/bank/match/aside/", matching.aside, name="bank-match-aside"),
    path("<administration:code>/bank/match/undo/", matching.undo, name="bank-match-undo"),
    path("<administration:code>/bank/links/", links.listed, name="bank-links"),
    path("<administration:code>/bank/link/", links.edit, name="bank-link"),
    path("<administration:code>/bank/link/end/", links.end, name="bank-link-end"),
    path("<administration:code>/bank/link/ask/", links.ask, name="bank-link-ask"),
]
