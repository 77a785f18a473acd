"""What people do in a move, step by step, in the words of the pages."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from overstap.moves.profiles import profile
from overstap.moves.proof import texts
from overstap.moves.proof.verify import verify
from tests.moves.world import CODE, NEW_CODE
from tests.web.mails import CodeLetter
from tests.web.visitors import Visitor, dutch

NAME = "Bakkerij Jansen B.V."
POLLS = "seen="  # in the address with which the page of a move asks how far it is
TWO_POLLS = 4_500  # milliseconds


@dataclass(frozen=True)
class Polls:
    """How often a page asked how far the move is."""

    asked: list[str]

    @classmethod
    def of(cls, page: Page) -> "Polls":
        """From now on."""
        polls = cls([])
        page.on("request", lambda request: polls.asked.append(request.url) if POLLS in request.url else None)
        return polls


def offer(alice: Visitor, receiver: str) -> None:
    """Through the wizard; at its end she looks at the move."""
    alice.visit("Migrations")
    alice.sees("No migrations yet")
    alice.press("link", "Start")
    alice.sees("What kind of migration?")
    alice.pick(profile("transfer-code").titles["nl"])
    alice.press("button", "Next")
    alice.sees("Which administrations?")
    alice.tick(NAME, begins=True)
    alice.press("button", "Next")
    alice.sees("Who receives?")
    alice.write("E-mail address of the receiver", receiver)
    alice.press("button", "Next")
    alice.sees("What you offer")
    alice.tick("I have read this, and agree on behalf of my office.")
    alice.press("button", "Send the transfer code")
    alice.sees("The code is on its way")
    alice.press("link", "Open the migration")
    stands(alice, "offered")


def accept(dora: Visitor, letter: CodeLetter, email: str) -> None:
    """From the link in the mail on, under a code of her own; at the end she looks at the move."""
    dora.page.goto(letter.link)
    dora.sign_in(email)
    dora.sees("Enter the transfer code")
    dora.write("Transfer code", letter.code)
    dora.press("button", "Look at the offer")
    dora.sees("The offer")
    dora.press("button", "Choose codes")
    dora.sees("Which code does each get with you?")
    dora.write(f"{NAME} ({dutch('was %(code)s', code=CODE)})", NEW_CODE)
    dora.press("button", "Next")
    dora.sees("What you receive")
    dora.tick("I have read this, and agree on behalf of my office.")
    dora.press("button", "Receive")
    dora.sees("The work")


def look_again(alice: Visitor) -> None:
    """Until the receiver does something nothing changes, so nothing is asked: she comes back to the move."""
    alice.visit("Migrations")
    alice.press("link", NAME)
    alice.sees("The work")


def follow(one: Visitor) -> None:
    """The worker is busy, and the page says so; where it can, it stays the same page from here on."""
    if not one.javascript:
        expect(one.page.locator("#progress noscript")).to_be_visible()
        return
    one.reads("Live")
    one.page.evaluate("window.same = true")


def arrive(one: Visitor) -> None:
    """Delivered, without a reload; then the page has nothing to ask any more."""
    one.waits_for(badge(one, "delivered"))
    one.reads("Everything that the system does is done.")
    if not one.javascript:
        return
    assert one.page.evaluate("window.same") is True, "it was loaded anew"
    polls = Polls.of(one.page)
    one.page.wait_for_timeout(TWO_POLLS)
    assert not polls.asked, "it goes on asking"


def look_at_the_verification(dora: Visitor) -> None:
    """Only what differs: nothing; then everything."""
    dora.sees("Trial balance side by side")
    dora.press("link", dutch("Differences only") + " (0)")
    dora.sees("No account differs")
    dora.press("link", "All")
    expect(dora.page.locator("#balance tbody th[scope=row]")).to_have_count(5)


def release(dora: Visitor) -> None:
    """After having said that she knows what was not compared."""
    dora.press("link", "Release")
    dora.sees("What will happen")
    dora.tick("I have read what was not compared, and what does not go along.")
    dora.press("button", "Release now")
    dora.reads("Released. Both sides get the proof by mail. Now give access to whoever works in it.")


def check_the_proof(one: Visitor) -> None:
    """Both forms, on one's own machine."""
    for name, is_pdf in (("Proof as JSON, for machines", False), ("Proof as PDF, for people", True)):
        verdict = verify(one.download(name))
        assert verdict.from_pdf is is_pdf
        assert [part.new_code for part in verdict.manifest.administrations] == [NEW_CODE]


def give_oneself_access(dora: Visitor, name: str) -> None:
    """R085: nobody sees it before a superuser says so."""
    dora.visit("Settings")
    dora.press("link", "Administrations", begins=True)
    dora.sees("Administrations")
    dora.press("link", f"{dutch('Users')} {dutch('of')} {NAME}")
    switch = dutch("Access of %(name)s", name=name)
    dora.press("switch", switch)
    expect(dora.page.get_by_role("switch", name=switch)).to_be_checked()


def open_the_books(one: Visitor) -> None:
    """The administration, and its trial balance: what customers owe is there to the cent."""
    one.visit("Administrations")
    one.press("link", NAME)
    one.sees(NAME)
    one.press("link", "Trial balance")
    one.sees("Trial balance")
    expect(one.page.get_by_role("row", name="Debiteuren").first).to_contain_text("847,00")


def reads_on(bob: Visitor) -> None:
    """Between the freeze and the release he looks, and changes nothing."""
    bob.page.reload()
    bob.reads("This administration is being moved.")


def has_lost_it(bob: Visitor) -> None:
    """After the release it is the receiver's."""
    bob.visit("Administrations")
    bob.sees("No administrations yet")


def take_back(dora: Visitor) -> None:
    """R093; she finds it among what was released."""
    dora.visit("Migrations")
    dora.choose("Status", texts.word("released", "nl").capitalize())
    dora.press("button", "Search")
    dora.press("link", NAME)
    dora.press("link", "Give back")
    dora.sees("What will happen")
    dora.write(f"{dutch('Reason')} ({dutch('optional')})", "Op verzoek van de klant.")
    dora.press("button", "Give back now")
    dora.waits_for(badge(dora, "taken_back"))


def stands(one: Visitor, state: str) -> None:
    """How the move stands, at the top of its page."""
    expect(badge(one, state)).to_be_visible()


def badge(one: Visitor, state: str) -> Locator:
    """The state of a move, as its page has it beside the name."""
    word = re.escape(texts.word(state, "nl").capitalize())
    return one.page.locator(".head .badge", has_text=re.compile(rf"^\s*{word}\s*$"))
