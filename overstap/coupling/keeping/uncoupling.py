"""Letting an administration go. What stands here stays, nothing goes there any more, and nobody is asked about it."""

from django.utils.translation import gettext as _

from overstap.coupling import entering, fetching
from overstap.coupling.errors import CouplingStage
from overstap.coupling.keeping import following, planning, running
from overstap.coupling.models import Card, Coupled, Coupling, Question
from overstap.coupling.values import AT_WORK, Answer, Stage, Standing
from overstap.lib import clock
from overstap.tenancy import audit
from overstap.tenancy.access import Actor


def uncouple(actor: Actor, number: int) -> None:
    """Let an administration go. Its contacts and invoices stay as they are, and nothing changes at the package.

    What waited to be written there is dropped, and it leads nowhere by rule. A difference stays open only where two
    that are still coupled differ; a change that waited for it flows. After the last one there is nothing to keep in
    step: the next step is to choose administrations again.

    Raises NotAllowed, CouplingOff, CouplingStage, NotFound.
    """
    coupling = entering.to_set_up(actor)
    if coupling.stage in AT_WORK:
        raise CouplingStage(
            _("Contacts are being fetched and compared now."), remedy=_("Wait until that is done, and try again.")
        )
    one = entering.administration(actor, number)
    one.standing, one.ended_at = Standing.ENDED, clock.now()
    one.save(update_fields=["standing", "ended_at"])
    dropped = planning.forget_administration(one)
    fetching.let_rest(one)
    _answer_what_was_asked(one)
    _settle_what_differs(coupling, one)
    if coupling.stage == Stage.RUNNING and not entering.administrations(coupling):
        entering.to_stage(coupling, Stage.SELECT)
    coupling.save()
    audit.record(actor, "coupling.uncouple", {"administration": one.name, "code": one.code, "dropped": dropped})


def _answer_what_was_asked(one: Coupled) -> None:
    cards = Card.objects.filter(coupled=one).values("pk")
    asked = Question.objects.filter(environment_id=one.environment_id, answer=Answer.OPEN)
    (asked.filter(one__in=cards) | asked.filter(other__in=cards)).update(answer=Answer.MOOT)


def _settle_what_differs(coupling: Coupling, one: Coupled) -> None:
    """Contacts of which it was one side; of an administration that led by rule, all that it has."""
    contacts = Card.objects.filter(coupled=one, left="", contact__ended_at=None).exclude(contact=None)
    leads = {name: leader for name, leader in coupling.leads.items() if str(leader) != str(one.pk)}
    ruled = leads != coupling.leads
    coupling.leads = leads
    concerned = contacts if ruled else contacts.filter(contact__difference__is_open=True)
    keys = sorted(set(concerned.values_list("contact", flat=True)))
    for start in range(0, len(keys), following.AT_ONCE):
        touched = following.follow_some(coupling, keys[start : start + following.AT_ONCE])
        if coupling.stage == Stage.RUNNING:
            planning.plan(coupling, touched)
            running.defer(coupling.pk)
