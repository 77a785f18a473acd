"""What a wizard's page was asked with. The wizard keeps nothing: each page is told everything chosen before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse

from overstap.moves.profiles import Profile, profile, shipped
from overstap.moves.profiles.values import Keeps
from overstap.moves.relinks.values import PackageMove, Request, Wish
from overstap.web.managing.parts import number_or_none, uuid_or_none

MOST = 100
_LONGEST_CODE = 35
_LONGEST_TYPED = 60  # longer than a code can be, so that a check says what is wrong


def kinds() -> list[Profile]:
    """The profiles by which an administration stays what it is; the one that runs at once first."""
    found = [profile(name) for name in shipped()]
    return sorted((one for one in found if one.giver.keeps is Keeps.SAME), key=lambda one: one.fee.amount)


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices so far. ``new`` and ``moved`` are by present code."""

    profile: str
    codes: tuple[str, ...] = ()
    to: int | None = None
    new: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, PackageMove] = field(default_factory=dict)

    def wishes(self) -> Iterator[Wish]:
        """What is asked for each administration."""
        for code in self.codes:
            moved = self.moved.get(code, PackageMove.FINISHED)
            yield Wish(code, self.to or 0, self.new.get(code, ""), moved)

    def request(self, *, agreed: bool = False, prove: bool = True, uid: UUID | None = None) -> Request:
        """All of it as an order."""
        return Request(tuple(self.wishes()), profile=self.profile, agreed=agreed, prove=prove, uid=uid or uuid4())

    def pairs(self) -> list[tuple[str, str]]:
        """All of it as fields of a form."""
        found = [("profile", self.profile), *(("code", code) for code in self.codes)]
        if self.to is not None:
            found.append(("to", str(self.to)))
        for number, code in enumerate(self.codes):
            if code in self.new:
                found.append((f"new-{number}", self.new[code]))
            if code in self.moved:
                found.append((f"moved-{number}", str(self.moved[code])))
        return found

    def address(self, page: str, environment: str) -> str:
        """The address of a page of the wizard, with all of it."""
        return f"{reverse(page, args=[environment])}?{urlencode(self.pairs())}"

    def with_codes(self, codes: tuple[str, ...]) -> "Asked":
        """The same for other administrations."""
        return replace(self, codes=codes, new={}, moved={})


def asked_of(sent: QueryDict) -> Asked:
    """The choices in what was sent; what cannot be one is left out."""
    names = [one.name for one in kinds()]
    codes = tuple(sorted(dict.fromkeys(filter(_is_code, sent.getlist("code")))))[:MOST]
    # the numbers of the fields go by the codes as they were sent
    numbered = list(enumerate(code for code in dict.fromkeys(sent.getlist("code"))))
    moved = {code: sent.get(f"moved-{number}", "") for number, code in numbered}
    new = {code: sent.get(f"new-{number}", "").strip()[:_LONGEST_TYPED] for number, code in numbered}
    wanted = sent.get("profile", "")
    return Asked(
        profile=wanted if wanted in names else names[0],
        codes=codes,
        to=number_or_none(sent.get("to", "")),
        new={code: text for code, text in new.items() if text and code in codes},
        moved={code: PackageMove(text) for code, text in moved.items() if text in set(PackageMove)},
    )


def order_number(sent: QueryDict) -> UUID:
    """The number that an order gets: the one on the form, so that a form sent twice is one order."""
    return uuid_or_none(sent.get("order", "")) or uuid4()


def _is_code(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_CODE and text.isprintable()
