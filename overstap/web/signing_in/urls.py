"""Addresses of signing in: those of django-allauth that are in use here, under its own names, and ours.

What is left out on purpose: signing up, changing one's address, connecting foreign accounts.
"""

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from overstap.web import doors
from overstap.web.signing_in import demo, oidc, views

_RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

_in_accounts = [
    path("", views.profile, name="account"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", views.closed, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(_RESET_KEY, account.password_reset_from_key, name="account_reset_password_from_key"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # passkeys stand on the page of all second steps
    path("2fa/webauthn/", doors.signed_in(RedirectView.as_view(pattern_name="mfa_index")), name="passkeys"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("oidc/office/login/", oidc.sign_in, name="sign-in-at-office"),
    path("oidc/<str:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
    path("3rdparty/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", social.login_error, name="socialaccount_login_error"),
]

urlpatterns = [
    path("accounts/", include(_in_accounts)),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("demo/mail/", demo.mail, name="demo-mail"),
    path("demo/mail/<str:name>/", demo.mail, name="demo-mail-one"),
    path("demo/mail/<str:name>/html/", demo.mail_as_html, name="demo-mail-html"),
]
