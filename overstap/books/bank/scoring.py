"""Which open items a payment seems to pay, with the reasons. Pure: lines and items in, proposals out.

Points: 50 for the number of the invoice in what the payer wrote, 25 for exactly the amount that is open, 15 for a bank
account that the relation is known by, 10 for a name like the relation's. Who only has an amount in common is shown,
far below; nothing is ever booked without a person.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from overstap.books.bank.values import BankLine, Proposal, Reason, Target
from overstap.lib.money import ZERO

POINTS: Mapping[Reason, int] = {Reason.INVOICE: 50, Reason.AMOUNT: 25, Reason.ACCOUNT: 15, Reason.NAME: 10}
MOST = 3  # proposals for one line
_MOST_TOGETHER = 20  # invoices in one payment
_SHORTEST_NUMBER, _SHORTEST_WORD = 4, 4
_WORD = re.compile(r"[A-Z0-9]+")
_MARKS = re.compile(r"[^A-Z0-9]+")
_NO_NAMES = frozenset({"BEHEER", "HOLDING", "ZONEN", "DIENSTEN", "SERVICES", "BEDRIJF", "GROEP", "NEDERLAND"})


class Candidates:
    """The open items of an administration, ready to be asked about many lines.

    ``accounts``: bank account number -> codes of the relations that are known by it.
    """

    def __init__(self, items: Iterable[Target], accounts: Mapping[str, Sequence[str]]) -> None:
        self._accounts = accounts
        self._by_number: dict[str, list[Target]] = defaultdict(list)
        self._by_amount: dict[Decimal, list[Target]] = defaultdict(list)
        self._by_relation: dict[str, list[Target]] = defaultdict(list)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for item in items:
            self._take(item)

    def proposals(self, line: BankLine) -> list[Proposal]:
        """At most MOST, the likeliest first; none of what cannot be paid by it (another sign, less than is paid)."""
        named = [one for one in self._named(line) if _same_side(one.open, line.amount)]
        related = set(self._accounts.get(line.counter_account, ())) | self._relations_called(line.counter_name)
        found = [self._single(line, one, named, related) for one in self._singles(line, named, related)]
        found += self._together(line, named, related)
        found.sort(key=lambda one: (-one.score, one.targets[0].invoice_ref))
        return _once(found)[:MOST]

    def _take(self, item: Target) -> None:
        number = _MARKS.sub("", item.invoice_ref.upper())
        if len(number) >= _SHORTEST_NUMBER and any(map(str.isdigit, number)):
            self._by_number[number].append(item)
        self._by_amount[item.open].append(item)
        self._by_relation[item.relation].append(item)
        for word in _words(item.relation_name):
            self._by_word[word].add(item.relation)

    def _named(self, line: BankLine) -> list[Target]:
        """The items whose number stands in the description or the reference, also where a space or dash cuts it."""
        words = _WORD.findall(f"{line.description} {line.reference}".upper())
        numbers = [*words, *(first + second for first, second in pairwise(words))]
        numbers += [first + second + third for (first, second), third in zip(pairwise(words), words[2:], strict=False)]
        return list(dict.fromkeys(one for number in numbers for one in self._by_number.get(number, ())))

    def _relations_called(self, name: str) -> set[str]:
        """Relations of whose name the payer's has at least half of the words that say something."""
        words = _words(name)
        counts: dict[str, int] = defaultdict(int)
        for word in words:
            for relation in self._by_word.get(word, ()):
                counts[relation] += 1
        return {relation for relation, count in counts.items() if 2 * count >= len(words)}

    def _singles(self, line: BankLine, named: Sequence[Target], related: set[str]) -> Iterator[Target]:
        exact = self._by_amount.get(line.amount, ())
        of_related = [one for relation in sorted(related) for one in self._by_relation[relation] if one in exact]
        seen: set[Target] = set()
        for one in [*named, *of_related, *exact[: 10 * MOST]]:
            if one not in seen and abs(one.open) >= abs(line.amount):
                seen.add(one)
                yield one

    def _single(self, line: BankLine, one: Target, named: Sequence[Target], related: set[str]) -> Proposal:
        return self._proposal(line, (one,), (line.amount,), named, related)

    def _together(self, line: BankLine, named: Sequence[Target], related: set[str]) -> Iterator[Proposal]:
        """Several invoices at once: those that are named, or all of a relation, where they come to the amount."""
        groups = [named, *(self._by_relation[relation] for relation in sorted(related))]
        for group in groups:
            open_here = [one for one in group if _same_side(one.open, line.amount)]
            if 1 < len(open_here) <= _MOST_TOGETHER and sum((one.open for one in open_here), ZERO) == line.amount:
                amounts = tuple(one.open for one in open_here)
                yield self._proposal(line, tuple(open_here), amounts, named, related)

    def _proposal(
        self,
        line: BankLine,
        targets: tuple[Target, ...],
        amounts: tuple[Decimal, ...],
        named: Sequence[Target],
        related: set[str],
    ) -> Proposal:
        relations = {one.relation for one in targets}
        of_account = set(self._accounts.get(line.counter_account, ()))
        holds = {
            Reason.INVOICE: all(one in named for one in targets),
            Reason.AMOUNT: sum((one.open for one in targets), ZERO) == line.amount,
            Reason.ACCOUNT: relations <= of_account,
            Reason.NAME: relations <= related and relations <= self._relations_called(line.counter_name),
        }
        reasons = tuple((reason, points) for reason, points in POINTS.items() if holds[reason])
        return Proposal(targets, amounts, sum(points for _reason, points in reasons), reasons)


def _same_side(left: Decimal, right: Decimal) -> bool:
    return (left > 0) == (right > 0) and left != 0


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.upper()) if len(word) >= _SHORTEST_WORD and word not in _NO_NAMES]


def _once(found: Sequence[Proposal]) -> list[Proposal]:
    return list({tuple(one.targets): one for one in reversed(found)}.values())[::-1]
