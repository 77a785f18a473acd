"""A profile from its TOML text. Everything that is wrong with it is told at once, with place and remedy."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from overstap.lib.errors import NeedsSetting
from overstap.lib.money import parse_amount
from overstap.moves.aftercare.codes import BANKS, NOT_COPIED, REPORT, TASKS
from overstap.moves.profiles.values import (
    AUTHORISATION_GATES,
    Addresses,
    CodeRule,
    Consents,
    Copies,
    Credential,
    Executor,
    Fee,
    FeePer,
    FreezeFrom,
    Giver,
    Keeps,
    PaymentAgreement,
    Profile,
    Quotations,
    Runs,
    Schedule,
    Starter,
    Undo,
    Unit,
    WithdrawUntil,
)
from overstap.moves.values import Party

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
LANGUAGES = ("nl", "en")
LONGEST_DAYS = 3_660
Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


class ProfileInvalid(NeedsSetting):
    """A profile cannot be used; ``facts["problems"]`` lists place and what is wrong there."""

    code = "PROFILE-INVALID"


def read_profile(text: str, *, called: str = "") -> Profile:
    """The profile that a TOML text describes; ``called`` is the name that it has to have. Raises ProfileInvalid."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(called, [("TOML", str(error))]) from error
    reader = _Reader(data)
    found = _profile(reader)
    problems = [*reader.problems, *_unknown(data, reader.asked), *([] if reader.problems else _odd(found))]
    if called and not reader.problems and found.name != called:
        problems.append(("name", f"has to be “{called}”"))
    if problems:
        raise _invalid(called or str(data.get("name", "")), problems)
    return found


class _Reader:
    """Takes values out of nested tables; what is missing or of the wrong kind becomes a problem, not an exception."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[tuple[str, str]] = []
        self.asked: set[str] = set()

    def _raw(self, place: str) -> object:
        self.asked.add(place)
        found: object = self.data
        for part in place.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def _as(self, place: str, kind: type[Value], default: Value, told: str) -> Value:
        found = self._raw(place)
        if isinstance(found, kind) and not (kind is int and isinstance(found, bool)):
            return found
        self.problems.append((place, f"{told} is wanted, not {'nothing' if found is None else repr(found)}"))
        return default

    def text(self, place: str) -> str:
        found = self._as(place, str, "?", "a text")
        if not found.strip():
            self.problems.append((place, "is empty"))
        return found

    def flag(self, place: str) -> bool:
        return self._as(place, bool, False, "true or false")  # noqa: FBT003 - the default

    def days(self, place: str) -> int:
        found = self._as(place, int, 0, "a number of days")
        if not 0 <= found <= LONGEST_DAYS:
            self.problems.append((place, f"has to be from 0 to {LONGEST_DAYS}"))
        return found

    def choice(self, place: str, kind: type[Choice]) -> Choice:
        return self._one_of(place, self._as(place, str, "", "a text"), kind)

    def choices(self, place: str, kind: type[Choice]) -> tuple[Choice, ...]:
        return tuple(self._one_of(place, one, kind) for one in self.texts(place))

    def texts(self, place: str) -> tuple[str, ...]:
        return self._items(place, str, "a list of texts")

    def codes(self, place: str, known: Collection[str]) -> tuple[str, ...]:
        found = self.texts(place)
        for code in found:
            if code not in known:
                self.problems.append((place, f"“{code}” is none of {', '.join(known)}"))
            elif found.count(code) > 1:
                self.problems.append((place, f"names “{code}” twice"))
        return found

    def numbers(self, place: str) -> tuple[int, ...]:
        return self._items(place, int, "a list of whole numbers")

    def converted(self, place: str, convert: Callable[[str], Value], default: Value) -> Value:
        text = self.text(place)
        try:
            return convert(text)
        except ValueError as error:
            self.problems.append((place, f"“{text}” cannot be used: {error}"))
            return default

    def _items(self, place: str, kind: type[Value], told: str) -> tuple[Value, ...]:
        found = self._as(place, list, [], told)
        if all(isinstance(one, kind) for one in found):
            return tuple(found)
        self.problems.append((place, f"{told} is wanted"))
        return ()

    def _one_of(self, place: str, text: str, kind: type[Choice]) -> Choice:
        if text in set(kind):
            return kind(text)
        self.problems.append((place, f"“{text}” is none of {', '.join(kind)}"))
        return next(iter(kind))


def _profile(take: _Reader) -> Profile:
    consents = _consents(take)
    return Profile(
        name=take.converted("name", _name, "?"),
        source=take.text("source"),
        titles={language: take.text(f"title.{language}") for language in LANGUAGES},
        terms={
            party: {language: take.text(f"terms.{party}.{language}") for language in LANGUAGES}
            for party in consents.parties
        },
        unit=take.choice("unit", Unit),
        copies=take.choice("copies", Copies),
        starts=take.choice("starts", Starter),
        consents=consents,
        schedule=_schedule(take),
        giver=Giver(
            keeps=take.choice("giver.keeps", Keeps),
            frozen_from=take.choice("giver.frozen_from", FreezeFrom),
            may_withdraw_until=take.choice("giver.may_withdraw_until", WithdrawUntil),
            may_delete_after_undo=take.flag("giver.may_delete_after_undo"),
        ),
        code=take.choice("receiver.code", CodeRule),
        addresses=Addresses(
            inbox_changes=take.flag("addresses.inbox_changes"),
            inbox_forward_days=take.days("addresses.inbox_forward_days"),
            link_redirect_days=take.days("addresses.link_redirect_days"),
        ),
        payment_agreement=take.choice("payment_agreement.moves", PaymentAgreement),
        quotations=take.choice("quotations.open", Quotations),
        fee=Fee(
            payer=take.choice("fee.payer", Party),
            per=take.choice("fee.per", FeePer),
            amount=take.converted("fee.amount", _fee, Decimal()),
            currency=take.converted("fee.currency", _currency, "EUR"),
        ),
        undo=Undo(days=take.days("undo.days"), by=take.choice("undo.by", Party)),
        advised_administrations=take.days("limits.advised_administrations"),
        rehearsal_first=take.flag("limits.rehearsal_first"),
        placeholders=take.flag("people.placeholders"),
        bank_links_move=frozenset(take.codes("bank_links.move", BANKS)),
        bank_links_tasks=frozenset(take.codes("bank_links.tasks", BANKS)),
        tasks=take.codes("aftercare.tasks", TASKS),
        not_copied=take.codes("aftercare.not_copied", NOT_COPIED),
        report=take.codes("aftercare.report", REPORT),
        authorisation_gates=frozenset(take.codes("authorisation.gates", AUTHORISATION_GATES)),
        overridable=frozenset(take.texts("overrides.allowed")),
        not_held=take.texts("not_held.kinds"),
    )


def _consents(take: _Reader) -> Consents:
    return Consents(
        parties=take.choices("consent.parties", Party),
        by_link=take.choices("consent.by_link", Party),
        credential=take.choice("consent.credential", Credential),
        valid_days=take.days("consent.valid_days"),
        reminder_days=take.numbers("consent.reminder_days"),
    )


def _schedule(take: _Reader) -> Schedule:
    runs = take.choice("schedule.runs", Runs)
    at = take.converted("schedule.at", time.fromisoformat, time()) if runs is Runs.NIGHTLY else None
    return Schedule(runs=runs, at=at, executor=take.choice("schedule.executor", Executor))


ODD: tuple[tuple[str, Callable[[Profile], bool], str], ...] = (
    ("consent.parties", lambda one: not one.asks(Party.GIVER), "the giver always has to agree"),
    (
        "consent.by_link",
        lambda one: not set(one.consents.by_link) <= set(one.consents.parties),
        "names a party that is not in consent.parties",
    ),
    (
        "consent.by_link",
        lambda one: one.asks(Party.CLIENT) and Party.CLIENT not in one.consents.by_link,
        "a client can agree by a personal link only",
    ),
    (
        "consent.by_link",
        lambda one: one.consents.credential is Credential.LINKS and not one.consents.by_link,
        "nobody gets a link, though links are the credential",
    ),
    (
        "consent.valid_days",
        lambda one: one.consents.credential is not Credential.NONE and not one.consents.valid_days,
        "has to be at least 1",
    ),
    (
        "consent.reminder_days",
        lambda one: any(not 0 < day < one.consents.valid_days for day in one.consents.reminder_days),
        "a reminder has to come before the end of consent.valid_days",
    ),
    (
        "unit",
        lambda one: (one.consents.credential is Credential.TICKET) != (one.unit is Unit.ENVIRONMENT),
        "a ticket moves an environment, and an environment moves by a ticket",
    ),
    (
        "giver.frozen_from",
        lambda one: one.giver.frozen_from is FreezeFrom.CREDENTIAL and one.unit is not Unit.ENVIRONMENT,
        "only a ticket freezes from the moment that it exists",
    ),
    (
        "giver.keeps",
        lambda one: (one.giver.keeps is Keeps.SAME) != (one.consents.credential is Credential.NONE),
        "“same” goes with credential “none”, and the other way round",
    ),
    (
        "bank_links",
        lambda one: bool(one.bank_links_move & one.bank_links_tasks),
        "a bank is named both under move and under tasks",
    ),
)


def _odd(found: Profile) -> list[tuple[str, str]]:
    """What cannot be true at the same time."""
    return [(place, told) for place, is_odd, told in ODD if is_odd(found)]


def _unknown(data: Mapping[str, Any], asked: set[str], above: str = "") -> list[tuple[str, str]]:
    problems = []
    for key, value in data.items():
        place = f"{above}{key}"
        if isinstance(value, Mapping):
            problems += _unknown(value, asked, f"{place}.")
        elif place not in asked:
            problems.append((place, "is not a word of profiles"))
    return problems


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError("use 1 to 40 small letters, digits and dashes, starting with a letter")
    return text


def _fee(text: str) -> Decimal:
    amount = parse_amount(text)
    if amount < 0:
        raise ValueError("a fee is not below zero")
    return amount


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError("use the three letters of ISO 4217")
    return text


def _invalid(name: str, problems: Sequence[tuple[str, str]]) -> ProfileInvalid:
    place, told = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return ProfileInvalid(
        f"Move profile “{name}” cannot be used: {place}: {told}{more}.",
        remedy="Correct the profile.",
        facts={"problems": [{"place": one, "message": what} for one, what in problems]},
    )
