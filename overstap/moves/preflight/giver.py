"""The checks on the giver's side."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db import connection
from django.db.models import Count
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves import copies
from overstap.moves.checking import Context, Found, advice, gate
from overstap.moves.models import MoveAdministration
from overstap.moves.people.values import WITH_OWN_ARCHIVE
from overstap.moves.preflight import unseen
from overstap.moves.profiles.values import Copies
from overstap.moves.proof import texts
from overstap.moves.rehearsals import queries as rehearsals
from overstap.tenancy.models import AdministrationAccess, Licence
from overstap.tenancy.values import AdministrationState, Tier

Finds = Iterator[Found]
QUARTER_MONTHS = 3
ADVISED_BEFORE = "rehearsal-first"


def licence_is_premium(context: Context) -> Finds:
    """R042: a trial licence cannot take part."""
    if not Licence.objects.filter(environment=context.environment, tier=Tier.PREMIUM).exists():
        yield Found(
            context.environment.name,
            _("A trial licence cannot move administrations."),
            _("Convert the trial to Premium under Settings > Licence; that takes effect at once."),
        )


def is_active(context: Context) -> Finds:
    """Only a living, unfrozen administration can be offered."""
    for one in context.administrations:
        if one.state != AdministrationState.ACTIVE and not _is_in_this_move(context, one.pk):
            yield Found(
                one.name,
                _("This administration cannot be changed now."),
                _("Finish what it is waiting for first."),
                one.code,
            )


def is_no_copy(context: Context) -> Finds:
    """R086, R087: a copied administration (subadministratie) cannot move, or not without what it was copied from."""
    found = [one for one in context.administrations if one.parent_id is not None]
    if not found or context.profile.copies is Copies.APART:
        return
    text = _("This is a copied administration; it cannot be moved.")
    if context.profile.copies is Copies.WITH_PARENT:
        here, alone = {one.pk for one in context.administrations}, copies.orphans(found)
        found = [one for one in found if one.parent_id not in here and one.pk not in alone]
        text = _("This is a copied administration; it goes along with what it was copied from.")
    for one in found:
        yield Found(one.name, text, _("Move the administration that it was copied from."), one.code)


def copies_stay(context: Context) -> Finds:
    """R086: what was copied from it does not go along, where copies cannot move."""
    if context.profile.copies is not Copies.REFUSED:
        return
    parents = {one.pk: one for one in context.administrations}
    for copy in copies.copies_of(context.administrations):
        parent = parents[copy.parent_id or 0]
        yield Found(
            parent.name,
            _("Its copy “%(copy)s” stays here.") % {"copy": copy.name},
            _("Finish the work in it, or agree who goes on with it."),
            parent.code,
        )


def is_in_no_other_move(context: Context) -> Finds:
    """R098: an unfinished or expired move has to be withdrawn before a new start."""
    others = MoveAdministration.objects.select_related("move").filter(
        source__in=[one.pk for one in context.administrations], open=True
    )
    for part in others:
        if part.move.uid == context.move_uid:
            continue
        yield Found(
            part.name,
            _("This administration is in another move already (%(state)s).") % {"state": _word(part.move.state)},
            _("Withdraw move %(uid)s first, then start again.") % {"uid": part.move.uid},
            part.old_code,
        )


def entries_balance(context: Context) -> Finds:
    """The books must balance to the cent before they leave."""
    differences = _differences([one.ledger_id for one in context.administrations])
    for one in context.administrations:
        difference = differences.get(one.ledger_id)
        if difference:
            yield Found(
                one.name,
                _("Debit and credit differ by %(amount)s.") % {"amount": difference},
                _("Ask your operator: the books were changed outside Overstap."),
                one.code,
            )


def few_at_a_time(context: Context) -> Finds:
    """R055: at most five administrations a move is wise; it is no limit."""
    count, wise = len(context.administrations), context.profile.advised_administrations
    if wise and count > wise:
        yield Found(
            context.environment.name,
            ngettext("You chose %(count)d administration.", "You chose %(count)d administrations.", count)
            % {"count": count},
            _("We advise at most %(wise)d a move, to prevent mistakes.") % {"wise": wise},
        )


def personal_archives(context: Context) -> Finds:
    """R068 to R070: people with an archive of their own lose sight of it, because people do not move.

    Where they are kept as placeholders it comes back: the page that this is better than says it is lost.
    """
    remedy = _("Tell them, and save what they need before the move.")
    if context.profile.placeholders:
        remedy = _(
            "Tell them. Once the receiver invites them or links their name, the archive is theirs again; until then"
            " they cannot open it."
        )
    held = AdministrationAccess.objects.filter(
        administration__in=[one.pk for one in context.administrations],
        person__membership__environment=context.environment,
        person__membership__role__in=WITH_OWN_ARCHIVE,
    )
    for access in held.select_related("person", "administration"):
        yield Found(
            access.administration.name,
            _("%(name)s has a personal archive; people do not go along.") % {"name": access.person.name},
            remedy,
            access.administration.code,
        )


def people_stay(context: Context) -> Finds:
    """R066, R067: users have to be invited again."""
    remedy = _("The receiver gets the list and invites them again.")
    if context.profile.placeholders:
        remedy = _(
            "The receiver gets the list of who had which role where, and invites them with it. Who accepts can open the"
            " same administrations again."
        )
    counts = _people_with_access(context)
    for one in context.administrations:
        count = counts.get(one.pk, 0)
        if count:
            yield Found(
                one.name,
                ngettext(
                    "%(count)d person has access; people do not go along.",
                    "%(count)d people have access; people do not go along.",
                    count,
                )
                % {"count": count},
                remedy,
                one.code,
            )


def delivery_address_changes(context: Context) -> Finds:
    """R056, R057: the address for documents starts with the code of the new office."""
    for one in context.administrations:
        if one.delivery_address:
            yield Found(
                one.name,
                _("The delivery address %(address)s changes.") % {"address": one.delivery_address},
                _("Tell everyone who sends documents to it."),
                one.code,
            )


def within_vat_period(context: Context) -> Finds:
    """Profiles, G10: in the middle of a VAT quarter somebody has to add up two halves of a return."""
    today = clock.now().astimezone(clock.AMSTERDAM).date()
    first_day = today.day == 1 and today.month % QUARTER_MONTHS == 1
    if not first_day:
        yield Found(
            context.environment.name,
            _("The VAT period is not finished."),
            _("Agree who files the return for this quarter."),
        )


def _differences(ledgers: Sequence[int]) -> dict[int, Decimal]:
    """By ledger what debit and credit differ, of those where they do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_id, sum(amount) FROM ledger_line WHERE ledger_id = ANY(%s)"
            " GROUP BY ledger_id HAVING sum(amount) <> 0",
            [list(ledgers)],
        )
        return dict(cursor.fetchall())


def _people_with_access(context: Context) -> dict[int, int]:
    found = AdministrationAccess.objects.filter(administration__in=[one.pk for one in context.administrations])
    return dict(found.values_list("administration").annotate(Count("id")))


def _word(state: str) -> str:
    return texts.word(state, "en" if get_language() == "en" else "nl")


def _is_in_this_move(context: Context, source: int) -> bool:
    if context.move_uid is None:
        return False
    return MoveAdministration.objects.filter(move__uid=context.move_uid, source=source, open=True).exists()


def rehearsed_first(context: Context) -> Finds:
    """Where the profile advises a rehearsal first: those that had none within a week."""
    if not context.profile.rehearsal_first:
        return
    done = rehearsals.last_done([one.uid for one in context.administrations])
    for one in context.administrations:
        if str(one.uid) not in done:
            yield Found(
                one.name,
                _("This migration was not rehearsed in the last seven days."),
                _("Rehearse it first: nothing is frozen, and you see what is found and how long it takes."),
                one.code,
            )


CHECKS = (
    gate("licence-premium", licence_is_premium),
    gate("administration-active", is_active),
    gate("no-copied-administration", is_no_copy),
    gate("no-other-move", is_in_no_other_move),
    gate("books-balance", entries_balance),
    advice("copies-stay", copies_stay),
    advice("few-at-a-time", few_at_a_time),
    advice("personal-archives", personal_archives),
    advice("people-stay", people_stay),
    advice("delivery-address", delivery_address_changes),
    advice("vat-period", within_vat_period),
    advice(ADVISED_BEFORE, rehearsed_first),
    *unseen.OF_THE_GIVER,
)
