"""Moves by transfer code whose aftercare is that of another profile, made as an operator's copy."""

import re
from uuid import UUID

from overstap.moves import actions
from overstap.moves.models import ProfileCopy
from overstap.moves.profiles import text_of
from overstap.moves.values import MoveState
from overstap.tenancy.access import acting, operator_person
from tests.moves import running
from tests.moves.world import TwoOffices, accept, act, offer
from tests.tenancy.people import unique

SECTIONS = ("giver", "bank_links", "aftercare", "not_held")


def section(text: str, name: str) -> str:
    """One table of a profile, as it is written."""
    found = re.search(rf"^\[{name}\]\n.*?(?=^\[|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found.group(0)


def by_code_with(aftercare_of: str) -> str:
    """A copy of the profile ``transfer-code`` with what the giver keeps, banks and aftercare of another; its name."""
    text, other, name = text_of("transfer-code"), text_of(aftercare_of), unique("copy")
    for one in SECTIONS:
        text = text.replace(section(text, one), section(other, one))
    text = text.replace('name = "transfer-code"', f'name = "{name}"').replace(
        'frozen_from = "credential"', 'frozen_from = "switch"'
    )
    operator = operator_person()
    with acting(operator.pk, []):
        ProfileCopy.objects.create(name=name, copied_from="transfer-code", text=text, made_by=operator)
    return name


def delivered(world: TwoOffices, aftercare_of: str = "takeover") -> UUID:
    """A move of the world's administration that waits for its release."""
    uid = offer(world, profile=by_code_with(aftercare_of))
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    return uid


def release(world: TwoOffices, uid: UUID) -> UUID:
    """Dora releases."""
    with act(world.dora, world.receiver.slug) as actor:
        actions.release(actor, uid)
    return uid


def released(world: TwoOffices, aftercare_of: str = "takeover") -> UUID:
    """A move that was released."""
    return release(world, delivered(world, aftercare_of))
