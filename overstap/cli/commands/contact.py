"""``overstap contact``: contacts of several administrations, whether they are the same, and which data leads."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession, Session
from overstap.coupling import deciding, queries, undoing, words
from overstap.coupling.alike import compared
from overstap.coupling.errors import ContactRefused
from overstap.coupling.shown import By, Choice, DecisionRow, DifferenceRow, QuestionRow, Which
from overstap.coupling.values import FIELDS, ContactRow, Why
from overstap.lib.sentences import told
from overstap.tenancy.access import Actor

app = App(name="contact", help_epilogue="")
Number = Annotated[int, Parameter(name="NUMBER", help=_("of the contact; see: overstap contact list"))]
Asked = Annotated[int, Parameter(name="QUESTION", help=_("its number; see: overstap contact questions"))]
Despite = Annotated[bool, Parameter(negative="", help=_("also where their Chamber of Commerce numbers differ"))]
Limit = Annotated[int, Parameter(metavar="COUNT", help=_("at most so many"))]
After = Annotated[int, Parameter(metavar="NUMBER", help=_("begin after this one"))]
OnlyConflicts = Annotated[
    bool, Parameter(name="--conflicts", negative="", help=_("only what changed on two sides since it was the same"))
]
OnlyFields = Annotated[
    tuple[str, ...],
    Parameter(name="--field", metavar="FIELD", negative="", help=_("in this field only; several may be given")),
]
_MOST = 500


@app.command(name="list", help=_("Contacts by number, with the administrations that have them"))
def list_(
    *,
    search: Annotated[str, Parameter(metavar="TEXT", help=_("in name, town, e-mail, numbers"))] = "",
    which: Annotated[Which, Parameter(help=_("which of them"))] = Which.ALL,
    after: After = 0,
    limit: Limit = 50,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "contact.list") as actor:
        rows = queries.contacts(actor, search=search, which=which, after=after, limit=_few(limit))
    made = table(_("Number"), _("Name"), _("City"), _("Administrations"))
    for one in rows:
        books = ", ".join(card.administration_name for card in one.cards)
        row(made, one.number, one.fields.get("name", ""), one.fields.get("city", ""), books)
    session.output.show(rows, made if rows else _("No contact fits this search."))


@app.command(help=_("One contact: its fields, its cards, what is open, and what was decided"))
def show(number: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "contact.show", {"number": number}) as actor:
        found = queries.contact(actor, number)
        still = queries.differences(actor, choice=Choice(contacts=(number,)), limit=1)
        history = deciding.history(actor, number, limit=_MOST)
    data = {"contact": found, "differences": still[0].fields if still else [], "decisions": history}
    session.output.show(data, *_contact(found), *_differing(still), _log(history))


@app.command(help=_("Pairs about which somebody has to decide, the surest first"))
def questions(*, after: After = 0, limit: Limit = 50, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "contact.questions") as actor:
        rows = queries.questions(actor, after=after, limit=_few(limit))
    made = table(_("Question"), _("Contact"), _("Other contact"), _("How likely"), _("Differs"))
    for one in rows:
        differing = ", ".join(told(words.FIELD_NAMES[name], _) for name in one.differing)
        row(made, one.number, _named(one.one), _named(one.other), told(words.chance(one.chance), _), differing)
    session.output.show(rows, made if rows else _("No contact waits for an answer."))


@app.command(help=_("One question: both contacts side by side, and why it is asked"))
def question(asked: Asked, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "contact.questions", {"number": asked}) as actor:
        found = queries.question(actor, asked)
    session.output.show(found, *_question(found))


@app.command(help=_("They are one party: the two contacts become one"))
def same(asked: Asked, /, *, despite: Despite = False, environment: EnvironmentName = "", session: InSession) -> None:
    _decide(session, environment, "contact.answer", lambda actor: deciding.same(actor, asked, despite=despite))


@app.command(help=_("They are not one party, and are never joined by rules"))
def different(asked: Asked, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    _decide(session, environment, "contact.answer", lambda actor: deciding.different(actor, asked))


@app.command(help=_("Join contacts, without a question about them"))
def join(
    *numbers: Annotated[int, Parameter(metavar="NUMBER", help=_("of the contacts"))],
    despite: Despite = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    _decide(session, environment, "contact.join", lambda actor: deciding.join(actor, numbers, despite=despite))


@app.command(help=_("Two parties after all: these cards become a contact of their own"))
def split(
    number: Number,
    /,
    *cards: Annotated[int, Parameter(metavar="CARD", help=_("numbers of its cards; see: overstap contact show"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    _decide(session, environment, "contact.split", lambda actor: deciding.split(actor, number, cards))


@app.command(help=_("What leads where administrations differ: a card, or with --text your own words"))
def lead(
    number: Number,
    card: Annotated[int, Parameter(name="CARD", help=_("number of the card that leads"))] = 0,
    /,
    *,
    fields: OnlyFields = (),
    text: Annotated[str | None, Parameter(metavar="TEXT", help=_("your own words, for one field"))] = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    if text is None:
        _decide(session, environment, "contact.lead", lambda actor: deciding.lead(actor, number, card, fields))
        return
    words_, name = text, _one_field(fields)
    _decide(session, environment, "contact.lead", lambda actor: deciding.own_words(actor, number, name, words_))


@app.command(name="lead-all", help=_("One administration leads wherever that is open"))
def lead_all(
    administration: Annotated[
        int, Parameter(name="ADMINISTRATION", help=_("its number; see: overstap coupling status"))
    ],
    /,
    *,
    search: Annotated[str, Parameter(metavar="TEXT", help=_("only contacts with this in their fields"))] = "",
    fields: OnlyFields = (),
    conflicts: OnlyConflicts = False,
    dry_run: Annotated[bool, Parameter(negative="", help=_("only tell how many contacts that is"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    choice = Choice(search=search, conflicts=conflicts)
    with enter(session, environment, "contact.lead-for-all") as actor:
        if dry_run:
            count = deciding.would_lead(actor, choice, administration, fields)
            data: object = {"contacts": count}
        else:
            done = deciding.lead_for_all(actor, choice, administration, fields)
            data, count = done, done.contacts
    session.output.show(data, _("Contacts that it is about: %(count)d") % {"count": count})


@app.command(help=_("Contacts of which administrations say different things"))
def differences(
    *,
    search: Annotated[str, Parameter(metavar="TEXT", help=_("in name, town, e-mail, numbers"))] = "",
    conflicts: OnlyConflicts = False,
    after: After = 0,
    limit: Limit = 50,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "contact.differences") as actor:
        rows = queries.differences(
            actor, choice=Choice(search=search, conflicts=conflicts), after=after, limit=_few(limit)
        )
    session.output.show(rows, *(_differing(rows) or [_("No difference is open.")]))


@app.command(help=_("What was decided about contacts, newest first"))
def log(
    *,
    contact: Annotated[int, Parameter(metavar="NUMBER", help=_("of this contact only"))] = 0,
    by: Annotated[By, Parameter(help=_("of whom"))] = By.ALL,
    before: Annotated[int, Parameter(metavar="NUMBER", help=_("begin before this decision"))] = 0,
    limit: Limit = 50,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "contact.log") as actor:
        rows = queries.decisions(actor, contact=contact, by=by, before=before, limit=_few(limit))
    session.output.show(rows, _log(rows))


@app.command(help=_("Undo a decision; an undoing can be undone too"))
def undo(
    decision: Annotated[int, Parameter(name="DECISION", help=_("its number; see: overstap contact log"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    _decide(session, environment, "contact.undo", lambda actor: undoing.undo(actor, decision))


def _decide(session: Session, environment: str, action: str, verb: Callable[[Actor], int]) -> None:
    with enter(session, environment, action) as actor:
        found = queries.decision(actor, verb(actor))
    session.output.show(found, _log([found]))


def _few(limit: int) -> int:
    return min(max(limit, 1), _MOST)


def _one_field(fields: Sequence[str]) -> str:
    if len(fields) != 1:
        raise ContactRefused(
            _("Own words are for one field."),
            code="COUPLING-FIELD",
            remedy=_("Name it with --field; one of: %(fields)s.") % {"fields": ", ".join(FIELDS)},
        )
    return fields[0]


def _named(one: ContactRow) -> str:
    return f"{one.number} {one.fields.get('name', '')}".strip()


def _contact(found: ContactRow) -> list[RenderableType]:
    named = [(told(words.FIELD_NAMES[name], _), _value(name, found.fields.get(name, ""))) for name in FIELDS]
    made = table(_("Card"), _("Administration"), _("Code there"), _("Name there"), _("Changed"))
    for card in found.cards:
        row(
            made,
            card.number,
            card.administration_name if card.coupled else f"{card.administration_name} ({_('uncoupled')})",
            card.foreign,
            card.fields.get("name", ""),
            moment(card.changed_at),
        )
    return [facts([(_("Contact"), found.number), *named]), made]


def _question(found: QuestionRow) -> list[RenderableType]:
    cards = {card.number: card for contact in (found.one, found.other) for card in contact.cards}
    one, other = cards[found.card_one], cards[found.card_other]
    differing, _agreeing = compared(one.fields, other.fields)
    made = table(_("Field"), _named(found.one), _named(found.other), "")
    for name in FIELDS:
        pair = [_value(name, card.fields.get(name, "")) for card in (one, other)]
        if any(pair):
            row(made, told(words.FIELD_NAMES[name], _), *pair, _("differs") if name in differing else "")
    return [told(words.chance(found.chance), _), made, _reasons(found.reasons)]


def _reasons(found: Iterable[Why]) -> RenderableType:
    made = table(_("Why"), _("Weight"), right=[_("Weight")])
    for why in found:
        row(made, told(words.reason(why), _), f"{why.weight:+.1f}")
    return made


def _differing(rows: Sequence[DifferenceRow]) -> list[RenderableType]:
    if not rows:
        return []
    made = table(_("Contact"), _("Field"), _("Card"), _("Administration"), _("Says"), _("Proposal"))
    for each in rows:
        names = {card.number: card.administration_name for card in each.contact.cards}
        for one in each.fields:
            for card, text in one.values.items():
                label, proposed = told(words.FIELD_NAMES[one.field], _), _("yes") if card == one.proposed else ""
                row(made, _named(each.contact), label, card, names[card], _value(one.field, text), proposed)
    return [made]


def _log(rows: Sequence[DecisionRow]) -> RenderableType:
    if not rows:
        return _("Nothing was decided yet.")
    made = table(_("Decision"), _("When"), _("What"), _("Contacts"), _("Who"), _("Undone by"))
    for one in rows:
        about = ", ".join(map(str, one.contacts[:5])) + (" …" if len(one.contacts) > 5 else "")
        who = one.person or _("The matching")
        row(made, one.number, moment(one.at), told(words.DEEDS[one.deed], _), about, who, one.undone_by or "")
    return made


def _value(name: str, text: str) -> str:
    return told(words.shown(name, text), _)
