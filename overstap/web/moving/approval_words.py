"""What happens to a move to which several parties have to agree, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.web.words import word

# What is told in another way where parties approve; the rest of a move's log is the same for every kind.
EARLY = frozenset({
    "requested", "offered", "accepted", "approved", "scope_changed", "export_asked", "agreed", "expired",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What the parties are called; ``by_links``: whether no transfer code is used."""

    giver: str
    receiver: str
    client: str
    by_links: bool


def sentence(kind: str, data: Mapping[str, object], names: Names) -> tuple[str, str]:
    """What a line of the log says, and what more is known of it."""
    reason, party = str(data.get("reason", "")), str(data.get("party", ""))
    more = _("Reason: %(reason)s") % {"reason": reason} if reason else ""
    texts = {"giver": names.giver, "receiver": names.receiver, "client": names.client}
    if kind == "approved":
        return _("Approved for %(name)s") % {"name": texts.get(party, party)}, ""
    if kind == "rejected" and party:
        return _("Refused for %(name)s") % {"name": texts.get(party, party)}, more
    if kind == "agreed" and data.get("resumed"):
        return _("Resumed, from the preflight on"), more
    told = _early(names).get(kind) or _late().get(kind)
    return (told % texts if told else word(kind).capitalize()), more


def _early(names: Names) -> dict[str, str]:
    return {
        "requested": _("%(receiver)s asked %(giver)s to hand over"),
        "offered": _("%(giver)s chose the administrations; everybody was asked to approve")
        if names.by_links
        else _("%(giver)s offered the administrations to %(receiver)s"),
        "accepted": _("%(receiver)s accepted; %(client)s was asked to approve"),
        "scope_changed": _("What is asked was changed; everybody is asked once more"),
        "export_asked": _("%(client)s asked for a full export"),
        "agreed": _("Everybody approved"),
        "expired": _("Not everybody answered in time"),
    }


def _late() -> dict[str, str]:
    return {
        "scheduled": _("Looked through and prepared"),
        "frozen": _("Frozen at %(giver)s for the switch"),
        "carried": _("Carried to %(receiver)s"),
        "verified": _("Every record and every figure compared"),
        "delivered": _("Delivered; %(receiver)s decides about the release"),
        "released": _("Released: %(receiver)s works in it from here on"),
        "withdrawn": _("%(giver)s withdrew it"),
        "rejected": _("%(receiver)s did not take it"),
        "failed": _("Stopped, and put back as it was"),
        "taking_back": _("%(receiver)s gives it back"),
        "taken_back": _("%(giver)s has it again"),
        "closed": _("It can no longer be given back"),
    }
