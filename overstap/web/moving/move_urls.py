"""Addresses of the page of one move, and of what can be done there."""

from django.urls import URLPattern, path

from overstap.web.moving import move_confirm, move_page

urlpatterns: list[URLPattern] = [
    path("<uuid:uid>/", move_page.move, name="move"),
    path("<uuid:uid>/balance/", move_page.side_by_side, name="move-balance"),
    path("<uuid:uid>/plan/", move_page.plan_page, name="move-plan"),
    path("<uuid:uid>/proof.json", move_page.proof_json, name="move-proof-json"),
    path("<uuid:uid>/proof.pdf", move_page.proof_pdf, name="move-proof-pdf"),
    path("<uuid:uid>/release/", move_confirm.release, name="move-release"),
    path("<uuid:uid>/reject/", move_confirm.reject, name="move-reject"),
    path("<uuid:uid>/take-back/", move_confirm.take_back, name="move-take-back"),
    path("<uuid:uid>/withdraw/", move_confirm.withdraw, name="move-withdraw"),
    path("<uuid:uid>/resume/", move_confirm.resume, name="move-resume"),
]
