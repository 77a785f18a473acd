"""The mails of a takeover: at each step to every party (R236), in the language of whoever gets them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib.clock import for_people
from overstap.moves.models import Move, MoveEvent
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Starter
from overstap.moves.state import parts_of
from overstap.moves.takeovers.links import make_link
from overstap.moves.takeovers.models import TakeoverRequest
from overstap.moves.takeovers.values import VoidReason
from overstap.moves.values import Party
from overstap.tenancy.queries import language_of

ALL = (Party.GIVER, Party.CLIENT, Party.RECEIVER)


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says besides its button and the number of the move."""

    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    button: str = ""
    notes: tuple[str, ...] = field(default=())


Wording = Callable[[Party], Words]


def requested(move: Move) -> None:
    """R231, R236: to all, before anybody has to do anything."""

    def wording(party: Party) -> Words:
        names = _names_of(move)
        if party is Party.GIVER:
            return Words(
                _("Request to take over administrations of %(client)s") % names,
                (
                    _("%(receiver)s asks you to hand over the administrations of %(client)s.") % names,
                    _("A superuser of your environment chooses which; nothing changes before all parties approved."),
                ),
                (*_wanted(move), *_until(move)),
                _("Choose the administrations"),
                (_("Do you not want this? Refuse it on the same page, with a reason."),),
            )
        if party is Party.CLIENT:
            return Words(
                _("Your administrations go to %(receiver)s") % names,
                (
                    _("%(receiver)s asks %(giver)s to hand over your administrations.") % names,
                    _("You need not do anything yet. Once it is clear which administrations go, we ask your approval."),
                ),
                (),
                _("See how it stands"),
                _for_client(),
            )
        return Words(
            _("Your request to take over %(client)s was sent") % names,
            (_("%(giver)s now chooses the administrations. After that all parties are asked to approve.") % names,),
            _until(move),
            _("See how it stands"),
        )

    _to(move, ALL, "requested", wording)


def asked(move: Move, parties: tuple[Party, ...], why: str = "") -> None:
    """R233 to R235: to each of ``parties``, its personal link. ``why``: what changed since they were asked before."""

    def wording(party: Party) -> Words:
        names = _names_of(move)
        approve = {
            Party.GIVER: _("Approve that you hand over: %(administrations)s.") % names,
            Party.CLIENT: _("Approve that your administrations go from %(giver)s to %(receiver)s: "
                            "%(administrations)s.") % names,
            Party.RECEIVER: _("Approve that you take over: %(administrations)s.") % names,
        }[party]  # fmt: skip
        again, first = _("Please approve once more: %(administrations)s"), _("Please approve: %(administrations)s")
        return Words(
            (again if why else first) % names,
            (*_changed(why), approve, _("Only when giver, client and receiver all approved, the migration runs.")),
            _until(move),
            _("Look and approve"),
            _for_client() if party is Party.CLIENT else (),
        )

    _to(move, parties, "asked", wording)


def announced(move: Move) -> None:
    """R236: to the client of an offer by transfer code, before the receiver has accepted."""

    def wording(party: Party) -> Words:
        del party
        names = _names_of(move)
        return Words(
            _("Your administrations move: %(administrations)s") % names,
            (
                _("%(giver)s offers your administrations to %(receiver)s.") % names,
                _("You need not do anything yet. Once the receiver has accepted, we ask your approval."),
            ),
            (),
            _("See how it stands"),
            _for_client(),
        )

    _to(move, (Party.CLIENT,), "announced", wording)


def reminded(move: Move, party: Party, day: int, *, chooses: bool) -> None:
    """G2: to whoever has not answered."""

    def wording(party: Party) -> Words:
        names = _names_of(move)
        if chooses:
            text, button = _("%(receiver)s waits until you choose the administrations of %(client)s.") % names, _(
                "Choose the administrations")  # fmt: skip
        elif party is Party.RECEIVER and not _by_link(move, party):
            text = _("%(giver)s waits until you enter the transfer code; it is in our earlier mail.") % names
            button = _("Receive the migration")
        else:
            text, button = _("The others wait for your approval: %(administrations)s.") % names, _("Look and approve")
        subject = _("Reminder: %(what)s") % {"what": names["administrations"] or names["client"]}
        return Words(subject, (text,), _until(move), button, _for_client() if party is Party.CLIENT else ())

    _to(move, (party,), f"reminder-{day}", wording)


def approved(move: Move, by: Party, name: str, open_parties: tuple[Party, ...]) -> None:
    """R236: to the others, who approved and who has not yet."""

    def wording(party: Party) -> Words:
        del party
        facts = {**_names_of(move), "name": name, "party": party_word(by)}
        waits = ", ".join(party_word(one) for one in open_parties)
        return Words(
            _("%(administrations)s: approved by %(party)s") % facts,
            (_("%(name)s approved for %(party)s. Still to approve: %(waits)s.") % {**facts, "waits": waits},),
            _until(move),
            _("See how it stands"),
        )

    _to(move, tuple(one for one in ALL if one is not by), "approved", wording)


def agreed(move: Move) -> None:
    """R236: to all, that all approved, and when it runs."""

    def wording(party: Party) -> Words:
        names = _names_of(move)
        when = (
            _("The migration runs on %(moment)s.") % {"moment": for_people(move.run_at)}
            if move.run_at
            else _("The migration runs now.")
        )
        meanwhile = {
            Party.GIVER: _("During the switch nothing can be saved in these administrations, for a moment."),
            Party.CLIENT: _("You need not do anything."),
            Party.RECEIVER: _("We mail you when everything was compared; then you release it."),
        }[party]
        return Words(
            _("%(administrations)s: everybody approved") % names,
            (_("Giver, client and receiver approved."), when, meanwhile),
            (),
            _("See how it stands"),
        )

    _to(move, ALL, "agreed", wording)


def refused(move: Move, by: Party, name: str, reason: str) -> None:
    """G2, R236: to all, who refused and why."""

    def wording(party: Party) -> Words:
        del party
        facts = {**_names_of(move), "name": name, "party": party_word(by)}
        return Words(
            _("%(what)s: refused by %(party)s") % {**facts, "what": facts["administrations"] or facts["client"]},
            (_("%(name)s refused for %(party)s. Nothing changed; everybody works on as before.") % facts,),
            ((_("Reason"), reason or _("none given")),),
            _("See how it ended"),
        )

    _to(move, ALL, "refused", wording)


def expired(move: Move) -> None:
    """G2, R236: to all, that not everybody answered in time."""

    def wording(party: Party) -> Words:
        del party
        names = _names_of(move)
        return Words(
            _("%(what)s: not everybody approved in time") % {"what": names["administrations"] or names["client"]},
            (
                _("Not everybody answered in time, so nothing happens."),
                _("To go on after all, %(starter)s starts again.") % {"starter": _starter(move)},
            ),
            (),
            _("See how it ended"),
        )

    _to(move, ALL, "expired", wording)


def withdrawn(move: Move, reason: str) -> None:
    """R236: to client and receiver, that the giver withdrew it."""

    def wording(party: Party) -> Words:
        del party
        names = _names_of(move)
        return Words(
            _("%(what)s: withdrawn") % {"what": names["administrations"] or names["client"]},
            (_("%(giver)s withdrew the migration. Nothing changed.") % names,),
            ((_("Reason"), reason or _("none given")),),
            _("See how it ended"),
        )

    _to(move, (Party.CLIENT, Party.RECEIVER), "withdrawn", wording)


def step_for_client(move: Move, kind: str) -> None:
    """R236: to the client, where the move stands: delivered, released, failed, taken_back or rejected."""
    if not move.client_email:
        return

    def wording(party: Party) -> Words:
        del party
        names = _names_of(move)
        told = {
            "delivered": _("Everything was carried and compared. %(receiver)s looks at it and releases it.") % names,
            "released": _("%(receiver)s works in your administrations from now on. They can invite you.") % names,
            "failed": _("The migration stopped. Nothing was lost; %(giver)s works on as before.") % names,
            "taken_back": _("%(giver)s holds your administrations again, with everything booked since.") % names,
            "rejected": _("%(receiver)s did not take over your administrations; %(giver)s has them as before.") % names,
        }[kind]
        return Words(
            _("How your migration stands: %(administrations)s") % names, (told,), (), _("See how it stands"),
            _for_client(),
        )  # fmt: skip

    _to(move, (Party.CLIENT,), kind, wording)


def export_wanted(move: Move, holder: Party) -> None:
    """G2: to the holder, that the client wants everything that is theirs."""

    def wording(party: Party) -> Words:
        del party
        names = _names_of(move)
        return Words(
            _("%(client)s asks for a full export") % names,
            (
                _("%(client)s (%(email)s) asks for a full export of: %(administrations)s.") % names,
                _("Make an audit file of each year, and send it with the documents that you hold."),
            ),
            (),
            _("Open the migration"),
        )

    _to(move, (holder,), "export", wording)


def party_word(party: Party) -> str:
    """A party in running text."""
    return {Party.GIVER: _("the giver"), Party.RECEIVER: _("the receiver"), Party.CLIENT: _("the client")}[party]


def _to(move: Move, parties: tuple[Party, ...], kind: str, wording: Wording) -> None:
    number = MoveEvent.objects.filter(move=move).count()  # a step that comes again is mailed again
    for party in parties:
        for place, (email, language) in enumerate(_addresses(move, party)):
            with override(language):
                letter = _letter(move, party, email, wording(party))
            key = f"move/{move.uid}/{kind}-{number}-{party}-{place}"
            outbox.post_letter(key, email, letter, language)


def _letter(move: Move, party: Party, email: str, words: Words) -> Letter:
    return Letter(
        subject=words.subject,
        paragraphs=words.paragraphs,
        facts=(*words.facts, (_("Number of the move"), str(move.uid))),
        action=Link(words.button, _place(move, party, email)),
        notes=words.notes,
    )


def _place(move: Move, party: Party, email: str) -> str:
    if party is Party.CLIENT:
        return make_link(move, party, email)
    if party is Party.RECEIVER and move.receiver_id is None:
        return page("/migrations/receive/")
    return page(f"/moves/{move.uid}/approvals/")


def _addresses(move: Move, party: Party) -> list[tuple[str, str]]:
    """Where a party gets its mail, with the language."""
    if party is Party.CLIENT:
        email = move.client_email
    elif party is Party.RECEIVER:
        email = move.receiver_email
    else:
        return list(_of_giver(move))
    return [(email, language_of(email))] if email else []


def _of_giver(move: Move) -> Iterator[tuple[str, str]]:
    """One address once somebody there took it up; before, that of the administrator named, else of every superuser."""
    request = TakeoverRequest.objects.filter(move=move).first()
    if request is None or request.handled_by_id is not None:
        yield move.giver_email, language_of(move.giver_email)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, language FROM takeovers_superusers(%s)", [move.uid])
        found: list[tuple[str, str]] = cursor.fetchall()
    named = [one for one in found if one[0].lower() == request.administrator_email.lower()]
    yield from named or found


def _names_of(move: Move) -> dict[str, str]:
    return {
        "giver": move.giver_name,
        "receiver": move.receiver_name or move.receiver_email,
        "client": move.client_name,
        "email": move.client_email,
        "administrations": ", ".join(part.name for part in parts_of(move)),
    }


def _wanted(move: Move) -> tuple[tuple[str, str], ...]:
    request = TakeoverRequest.objects.filter(move=move).first()
    lines = ", ".join(request.wanted) if request else ""
    return ((_("In the words of the client"), lines),) if lines else ()


def _until(move: Move) -> tuple[tuple[str, str], ...]:
    return ((_("Answer before"), for_people(move.expires_at)),)


def _changed(why: str) -> tuple[str, ...]:
    told = {
        VoidReason.ADMINISTRATIONS: _("The choice of administrations was changed."),
        VoidReason.CODES: _("The receiver chose other codes."),
    }
    return (told[VoidReason(why)], _("So approvals given do not count any more.")) if why else ()


def _for_client() -> tuple[str, ...]:
    return (
        _("The link is for you alone; do not pass this mail on."),
        _("You always have the right to a full export of what is yours: ask for it on the same page."),
    )


def _by_link(move: Move, party: Party) -> bool:
    return party in profile(move.profile).consents.by_link


def _starter(move: Move) -> str:
    if profile(move.profile).starts is Starter.GIVER:
        return move.giver_name
    return move.receiver_name
