"""Tokens: made for oneself, shown once, ended at once; what comes with one stays behind the walls of its person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.lib import clock
from overstap.lib.secrets import token_hash
from overstap.tenancy import access, audit, people
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import AuditEvent, Person
from overstap.tenancy.roles import Right
from overstap.tenancy.tokens import actions, answering, counting, entering, queries
from overstap.tenancy.tokens.models import Answer, Count, Token
from overstap.tenancy.tokens.values import Made, Scope, State
from tests.tenancy.people import World, make_administration

HERE = "192.0.2.7"
ALL = tuple(str(scope) for scope in Scope)


def _make(world: World, person: Person | None = None, scopes: tuple[str, ...] = ALL, **more: Any) -> Made:
    with audit.attempt(person or world.alice, world.slug, "test") as actor:
        return actions.make(actor, name="Scanner", scopes=scopes, **more)


def _revoke(world: World, person: Person, made: Made) -> None:
    with audit.attempt(person, world.slug, "test") as actor:
        actions.revoke(actor, made.uid)


def _seen(world: World, person: Person) -> list[str]:
    with audit.attempt(person, world.slug, "test") as actor:
        return [row.person for row in queries.tokens(actor)]


def _log(world: World, action: str) -> list[AuditEvent]:
    with access.enter(world.alice, world.slug):
        return list(AuditEvent.objects.filter(action=action).order_by("pk"))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lets time pass for whoever asks our clock."""
    real = clock.now

    def go(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + by)

    yield go
    monkeypatch.setattr(clock, "now", real)


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(world: World) -> None:
    made = _make(world)
    assert made.secret.startswith("ovs_")
    with access.enter(world.alice, world.slug):
        token = Token.objects.get(uid=made.uid)
        assert token.hash == token_hash(made.secret)
        assert made.secret not in str(Token.objects.values_list().get(uid=made.uid))
    facts = str([line.facts for line in _log(world, "token.make")])
    assert "Scanner" in facts
    assert made.secret not in facts


def test_it_brings_its_person_in(world: World) -> None:
    made = _make(world, world.bob)
    one = entering.bearer(made.secret, HERE)
    with entering.at_work(one, "test", Scope.DOCUMENTS_READ) as actor:
        assert (actor.person, actor.environment) == (world.bob, world.environment)
    with access.enter(world.alice, world.slug):
        assert Token.objects.get(uid=made.uid).last_used_at is not None


@pytest.mark.parametrize("secret", ["", "x", "ovs_", "ovs_" + "a" * 43, "ovs_" + "é" * 300, "ovs_\x00", "ovs_\udc80"])
def test_what_is_no_token_lets_nobody_in(secret: str, world: World) -> None:
    with pytest.raises(entering.TokenRefused, match="not known"):
        entering.bearer(secret, HERE)


def test_a_revoked_token_works_no_more_and_its_use_is_in_the_log(world: World) -> None:
    made = _make(world)
    _revoke(world, world.alice, made)
    _revoke(world, world.alice, made)
    with pytest.raises(entering.TokenRefused) as refused:
        entering.bearer(made.secret, HERE)
    assert refused.value.code == "TOKEN-REVOKED"
    assert [line.code for line in _log(world, "token.use")] == ["TOKEN-REVOKED"]
    assert len(_log(world, "token.revoke")) == 1


def test_an_expired_token_works_no_more(world: World, later: Any) -> None:
    made = _make(world, days=1)
    later(timedelta(hours=23))
    entering.bearer(made.secret, HERE)
    later(timedelta(days=1, seconds=1))
    with pytest.raises(entering.TokenRefused) as refused:
        entering.bearer(made.secret, HERE)
    assert refused.value.code == "TOKEN-EXPIRED"


def test_a_token_does_only_what_it_was_made_for(world: World) -> None:
    one = entering.bearer(_make(world, scopes=("documents:read",)).secret, HERE)
    with pytest.raises(entering.ScopeMissing), entering.at_work(one, "test", Scope.DOCUMENTS_WRITE):
        pytest.fail("it let somebody in")
    assert _log(world, "test")[-1].facts["token"] == "Scanner"


def test_whoever_leaves_the_environment_takes_the_token_along(world: World) -> None:
    made = _make(world, world.bob)
    with audit.attempt(world.alice, world.slug, "test") as actor:
        people.end_membership(actor=actor, person=world.bob)
    one = entering.bearer(made.secret, HERE)
    with pytest.raises(access.NotFound), entering.at_work(one, "test", Scope.DOCUMENTS_READ):
        pytest.fail("it let somebody in")


def test_people_see_their_own_tokens_and_superusers_those_of_all(world: World) -> None:
    made = _make(world)
    _make(world, world.bob)
    assert _seen(world, world.bob) == [world.bob.name]
    assert sorted(_seen(world, world.alice)) == sorted([world.alice.name, world.bob.name])
    with pytest.raises(actions.TokenNotFound):
        _revoke(world, world.bob, made)


def test_a_superuser_revokes_the_token_of_another(world: World) -> None:
    made = _make(world, world.bob)
    _revoke(world, world.alice, made)
    with audit.attempt(world.bob, world.slug, "test") as actor:
        assert [row.state for row in queries.tokens(actor)] == [State.REVOKED]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "NAME-MALFORMED"),
        ({"name": "x" * 101}, "NAME-MALFORMED"),
        ({"scopes": ()}, "TOKEN-SCOPES"),
        ({"scopes": ("everything",)}, "TOKEN-SCOPES"),
        ({"days": 0}, "TOKEN-DAYS"),
        ({"days": 367}, "TOKEN-DAYS"),
    ],
)
def test_it_refuses_a_token_without_name_purpose_or_end(change: dict[str, Any], code: str, world: World) -> None:
    wanted: dict[str, Any] = {"name": "Scanner", "scopes": ALL, "days": 90, **change}
    with audit.attempt(world.alice, world.slug, "test") as actor, pytest.raises(Malformed) as refused:
        actions.make(actor, **wanted)
    assert refused.value.code == code


def test_nobody_has_more_than_twenty(world: World) -> None:
    for _ in range(actions.MOST_EACH):
        _make(world)
    with pytest.raises(actions.TooManyTokens):
        _make(world)
    _make(world, world.bob)


# -- the wall, in plain SQL


def _sql(statement: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def test_another_environment_sees_no_token_and_no_answer(world: World) -> None:
    made = _make(world)
    one = entering.bearer(made.secret, HERE)
    with entering.at_work(one, "test", Scope.DOCUMENTS_READ) as actor:
        answering.once(actor, one, "k", b"", lambda: {"done": 1})
    with access.enter(world.charlie, world.elsewhere.slug):
        assert _sql("SELECT count(*) FROM tokens_token") == [(0,)]
        assert _sql("SELECT count(*) FROM tokens_answer") == [(0,)]
    assert _sql("SELECT count(*) FROM tokens_token") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tokens_token SET expires_at = now() + interval '9 years'",
        "UPDATE tokens_token SET scopes = '[]'",
        "UPDATE tokens_token SET hash = 'x'",
        "DELETE FROM tokens_token",
        "UPDATE tokens_answer SET answer = '{}'",
    ],
)
def test_postgresql_itself_refuses_to_change_a_token(statement: str, world: World) -> None:
    _make(world)
    refused = pytest.raises(DatabaseError, match="permission denied")
    with access.enter(world.alice, world.slug), refused, transaction.atomic():
        _sql(statement)


def test_postgresql_itself_refuses_a_token_for_somebody_else_and_one_that_lives_again(world: World) -> None:
    made = _make(world)
    _revoke(world, world.alice, made)
    with access.enter(world.alice, world.slug):
        assert Token.objects.filter(uid=made.uid).update(revoked_at=None) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Token.objects.create(
                environment=world.environment,
                person=world.bob,
                name="x",
                hash="h",
                hint="x",
                expires_at=clock.now() + timedelta(days=1),
            )


# -- counting


def test_a_token_that_asks_too_often_waits(world: World, monkeypatch: pytest.MonkeyPatch, later: Any) -> None:
    monkeypatch.setattr(counting, "REQUESTS", 2)
    made = _make(world)
    for _ in range(2):
        entering.bearer(made.secret, HERE)
    with pytest.raises(counting.TooManyRequests) as refused:
        entering.bearer(made.secret, HERE)
    assert 1 <= int(str(refused.value.facts["seconds"])) <= counting.WINDOW
    later(timedelta(seconds=counting.WINDOW))
    entering.bearer(made.secret, HERE)


def test_an_address_that_guesses_waits_even_with_a_right_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "GUESSES", 2)
    made = _make(world)
    for _ in range(2):
        with pytest.raises(entering.TokenRefused):
            entering.bearer("ovs_guess", HERE)
    with pytest.raises(counting.TooManyRequests):
        entering.bearer(made.secret, HERE)
    entering.bearer(made.secret, "192.0.2.8")


def test_counts_of_former_minutes_do_not_pile_up(world: World, later: Any) -> None:
    for place in range(3):
        counting.count_guess(f"192.0.2.{place}")
    later(timedelta(minutes=2))
    counting.count_guess(HERE)
    assert [one.key for one in Count.objects.filter(key__startswith="address")] == [f"address {HERE}"]


# -- the same request again


def _once(world: World, made: Made, key: str, asked: bytes, done: list[int]) -> tuple[object, bool]:
    def do() -> dict[str, object]:
        done.append(1)
        return {"number": len(done)}

    one = entering.bearer(made.secret, HERE)
    with entering.at_work(one, "test", Scope.DOCUMENTS_WRITE) as actor:
        return answering.once(actor, one, key, asked, do)


def test_a_request_that_comes_again_is_done_once(world: World) -> None:
    made, done = _make(world), list[int]()
    assert _once(world, made, "k", b"a", done) == ({"number": 1}, False)
    assert _once(world, made, "k", b"a", done) == ({"number": 1}, True)
    assert done == [1]


def test_without_a_key_it_is_done_each_time(world: World) -> None:
    made, done = _make(world), list[int]()
    _once(world, made, "", b"a", done)
    assert _once(world, made, "", b"a", done) == ({"number": 2}, False)


def test_a_key_belongs_to_one_request_and_one_token(world: World) -> None:
    made, other, done = _make(world), _make(world), list[int]()
    _once(world, made, "k", b"a", done)
    with pytest.raises(answering.KeyUsed):
        _once(world, made, "k", b"b", done)
    assert _once(world, other, "k", b"b", done) == ({"number": 2}, False)


def test_what_was_refused_may_come_again_with_the_same_key(world: World) -> None:
    made, done = _make(world), list[int]()

    def fail() -> dict[str, object]:
        raise Malformed("no")

    one = entering.bearer(made.secret, HERE)
    with pytest.raises(Malformed), entering.at_work(one, "test", Scope.DOCUMENTS_WRITE) as actor:
        answering.once(actor, one, "k", b"a", fail)
    assert _once(world, made, "k", b"a", done) == ({"number": 1}, False)


@pytest.mark.parametrize("key", ["x" * 101, "é", "a\nb"])
def test_it_refuses_what_cannot_be_a_key(key: str, world: World) -> None:
    with pytest.raises(answering.KeyMalformed):
        _once(world, _make(world), key, b"", [])


def test_answers_are_forgotten_after_a_week(world: World, later: Any) -> None:
    made, done = _make(world), list[int]()
    _once(world, made, "k", b"a", done)
    later(timedelta(days=8))
    _once(world, made, "l", b"a", done)
    with access.enter(world.alice, world.slug):
        assert [one.key for one in Answer.objects.filter(token_uid=made.uid)] == ["l"]


def test_a_token_never_does_more_than_its_person(world: World) -> None:
    make_administration(world.alice, world.slug)
    one = entering.bearer(_make(world, world.bob).secret, HERE)
    with entering.at_work(one, "test", Scope.DOCUMENTS_WRITE) as actor, pytest.raises(access.NotAllowed):
        access.require(actor, Right.MANAGE_PEOPLE)
