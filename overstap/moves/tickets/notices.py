"""The mails of tickets and incidents, besides those of every move."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib.clock import for_people
from overstap.moves.models import Move
from overstap.moves.tickets.models import EnvironmentTicket, Incident
from overstap.moves.tickets.values import file_name


def ticket_made(move: Move, row: EnvironmentTicket) -> None:
    """To whoever made it: what stands, and until when. Never the ticket: a mail is no place for it (R128)."""
    language = move.started_by.language
    with override(language):
        letter = Letter(
            subject=_("Transfer ticket of %(name)s") % {"name": move.giver_name},
            paragraphs=(
                _("The environment %(name)s is being transferred; nothing can be saved in it now.")
                % {"name": move.giver_name},
                _("Whoever has the ticket can take the environment over: give it to the receiver alone."),
            ),
            facts=((_("File"), file_name(row.slug)), (_("Valid until"), for_people(move.expires_at))),
            action=Link(_("Open the migration"), page(f"/moves/{move.uid}/")),
            notes=(_("As long as nobody redeemed it you can withdraw it; then everybody works on as before."),),
        )
    outbox.post_letter(f"move/{move.uid}/ticket", move.giver_email, letter, language)


def incident_filed(number: UUID, email: str, client: str, language: str) -> None:
    """To the entrepreneur: it has arrived."""
    with override(language):
        letter = Letter(
            subject=_("Your incident about %(name)s has arrived") % {"name": client},
            paragraphs=(
                _("You asked for an environment of your own, with the books of %(name)s.") % {"name": client},
                _("We look at it, and you get a mail with what came of it."),
            ),
            facts=((_("Number of the incident"), str(number)),),
            notes=(_("Was it not you? Then reply to this mail."),),
        )
    outbox.post_letter(f"incident/{number}/filed", email, letter, language)


def incident_carried_out(one: Incident, run_at: datetime | None) -> None:
    """To the entrepreneur: the environment is made, and when the books come in (R157)."""
    with override(one.language):
        when = for_people(run_at) if run_at else _("now")
        letter = Letter(
            subject=_("Your environment %(name)s is being made") % {"name": one.client_name},
            paragraphs=(
                _("Your environment is there. The administrations arrive in it when the nightly run has been."),
                _("You get a mail as soon as it is ready: check it then, and release it."),
            ),
            facts=((_("Address"), page(f"/e/{one.url_part}/")), (_("Starts"), when), (_("Sign in as"), one.email)),
            action=Link(_("Open your environment"), page(f"/e/{one.url_part}/")),
            notes=(_("No password yet? Choose to sign in with a code by e-mail."),),
        )
    outbox.post_letter(f"incident/{one.uid}/carried-out", one.email, letter, one.language)


def incident_declined(one: Incident) -> None:
    """To the entrepreneur: not done, and why."""
    with override(one.language):
        letter = Letter(
            subject=_("Your incident about %(name)s") % {"name": one.client_name},
            paragraphs=(_("We could not make the environment that you asked for."),),
            facts=((_("Reason"), one.reason), (_("Number of the incident"), str(one.uid))),
            action=Link(_("File it again"), page("/incident/")),
            notes=(_("Nothing changed: the ticket stands as it did."),),
        )
    outbox.post_letter(f"incident/{one.uid}/declined", one.email, letter, one.language)
