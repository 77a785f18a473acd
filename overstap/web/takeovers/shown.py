"""What the page that all three parties see is made of."""

from typing import Any

from overstap.moves.takeovers.values import Takeover
from overstap.moves.values import Party
from overstap.web.moving.move_words import TONES
from overstap.web.moving.starting import in_language
from overstap.web.takeovers import words
from overstap.web.takeovers.leftovers import managed

POLLS = ("draft", "offered", "agreed", "scheduled", "frozen", "carried", "verified", "taking_back")
UNCHANGED = 204  # tells htmx to leave the page as it is


def context(found: Takeover) -> dict[str, Any]:
    """For ``takeovers/live.html``, whoever looks."""
    terms = found.profile.terms.get(found.reader)
    return {
        "takeover": found,
        "title": words.title(found),
        "kind": in_language(found.profile.titles),
        "state_tone": TONES.get(found.state, "neutral"),
        "waits": words.waits(found),
        "waits_tone": words.tone(found),
        "changed": words.changed(found),
        "remaining": words.remaining(found),
        "rows": words.rows(found),
        "terms": in_language(terms) if terms else "",
        "timeline": words.timeline(found),
        "managed": managed(found),
        "polls": found.state in POLLS,
        "fee_is_mine": str(found.profile.fee.payer) == str(found.reader),
        "payer": words.role(found.profile.fee.payer),
        "may_refuse": found.state in ("draft", "offered") and (found.by_links or found.reader is Party.CLIENT),
        "may_choose": found.by_links and found.reader is Party.GIVER and found.state in ("draft", "offered"),
        "may_set_codes": found.by_links and found.reader is Party.RECEIVER and found.state == "offered",
        "may_invite": found.reader is Party.RECEIVER and found.state in ("released", "closed"),
        "holds": found.reader is (Party.RECEIVER if found.state in ("released", "closed") else Party.GIVER),
    }
