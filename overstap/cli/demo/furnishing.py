"""The demonstration for the browser: two offices with books, one move behind them and one under way; and a builder."""

from overstap.cli.demo import building, filling, loading, worker
from overstap.cli.demo.cast import GIVER, RECEIVER, appoint_operator, gather
from overstap.cli.demo.loading import Loaded
from overstap.cli.demo.logins import make_logins
from overstap.cli.demo.steps import Steps
from overstap.cli.demo.story import Story
from overstap.cli.language import gettext as _
from overstap.cli.session import Session
from overstap.moves import actions
from overstap.moves.actions.give import OfferOrder
from overstap.tenancy import access, audit


def furnish(session: Session, steps: Steps) -> None:
    """Fill the empty database. The smallest administration has moved, the next one is offered, the largest stays."""
    steps.chapter(_("Two offices and their books"))
    with loading.sample_files() as files:
        for office in (GIVER, RECEIVER):
            with steps.step(f"office-{office.slug}", office.name):
                gather(office)
        smallest, middle, *rest = sorted(loading.samples(steps, session.output, files), key=lambda one: one.lines)
        smallest, middle = (filling.fill(steps, one) for one in (smallest, middle))
        for one in rest:
            filling.fill(steps, one, waiting=True)
        filling.furnish_environment()
    Story(session, steps, smallest).tell()
    with worker.at_work():
        _offer(steps, middle)
        worker.transfer_code_for(RECEIVER.superuser.email)
    building.build(steps)
    appoint_operator()
    make_logins()


def _offer(steps: Steps, one: Loaded) -> None:
    who = access.person_by_email(GIVER.superuser.email)
    order = OfferOrder(codes=[one.code], receiver_email=RECEIVER.superuser.email, agreed=True)
    what = _("%(name)s is offered, and waits for its receiver") % {"name": one.name}
    with steps.step("offer-next", what), audit.attempt(who, GIVER.slug, "move.offer") as actor:
        actions.offer(actor, order)
