"""Writing fixed assets: their groups and themselves by the XML interface, depreciation methods by REST.

A linear method, or none, is made where the division has none alike; a degressive one has choices that our values do not
know, and is left to a person.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from overstap.books.assets.values import AssetCard, Method
from overstap.connectors.exact_online import uploads, wording
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.written import Making, differences, refused, refused_there, told
from overstap.connectors.exact_online.xml import assets
from overstap.connectors.exact_online.xml.building import Element
from overstap.connectors.exact_online.xml.messages import Message
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.sentences import sentence

# Types of depreciation methods (documentation of typeDepreciationMethod): the first of each is the one that is made.
_TYPES = {Method.LINEAR: (2, 1, 3), Method.NONE: (4,), Method.DEGRESSIVE: (11, 10, 12)}


class AssetWriter:
    """Takes assets one by one; ``rest`` writes them with what they need."""

    def __init__(self, client: Client, division: str, making: Making, directory: Directory) -> None:
        self._client = client
        self._division = division
        self._making = making
        self._directory = directory
        self._waiting: list[AssetCard] = []

    def asset(self, card: AssetCard) -> Iterator[Written]:
        """Keep an asset for the upload; tells at once of one that is there."""
        there = self._directory.one("assets", card.code)
        if there is None:
            self._waiting.append(card)
        else:
            yield _compared(card, there)

    def rest(self) -> Iterator[Written]:
        """Make the groups and methods that are missing, then the assets."""
        waiting, self._waiting = self._waiting, []
        against = self._groups(waiting)
        ready: list[tuple[AssetCard, str]] = []
        for card in waiting:
            trouble = against.get(card.group) or self._prepared(card, ready)
            if trouble is not None:
                yield _trouble(card, trouble)
        if ready:
            yield from self._written(ready)

    def _groups(self, cards: Sequence[AssetCard]) -> dict[str, str]:
        """Make the groups that are not there; what was said against them, by group."""
        missing = {
            card.group: card for card in cards if card.group and self._directory.one("asset_groups", card.group) is None
        }
        if not missing:
            return {}
        try:
            said = self._sent("AssetGroups", list(missing), [assets.group(card) for card in missing.values()])
        except PackageRefused as error:
            return dict.fromkeys(missing, error.message)
        self._directory.again("asset_groups")
        refusals = zip(missing, said, strict=True)
        return {group: message.text for group, message in refusals if message is not None and message.refused}

    def _prepared(self, card: AssetCard, ready: list[tuple[AssetCard, str]]) -> str | None:
        """Add an asset with its method to those that are ready; or what stands in its way."""
        if self._directory.one("asset_groups", card.group) is None:
            return sentence("Exact Online has no asset group %(code)s.", code=card.group or "-")
        try:
            method = self._method(card)
        except PackageRefused as error:
            return error.message
        if not method:
            return sentence("Exact Online has no depreciation method like that of this asset.")
        ready.append((card, method))
        return None

    def _written(self, ready: Sequence[tuple[AssetCard, str]]) -> Iterator[Written]:
        elements = [assets.asset(card, method) for card, method in ready]
        try:
            said = self._sent("Assets", [card.code for card, _method in ready], elements)
        except PackageRefused as error:
            yield from (refused_there(Kind.ASSETS, card.code, error) for card, _method in ready)
            return
        yield from (_became(card, message) for (card, _method), message in zip(ready, said, strict=True))

    def _sent(self, topic: str, names: Sequence[str], elements: Sequence[Element]) -> Sequence[Message | None]:
        """Upload; again where no answer came, since what has the same code twice is one."""
        try:
            said = uploads.upload(self._client, self._division, topic, elements)
        except OutcomeUnknown:
            said = uploads.upload(self._client, self._division, topic, elements)
        return uploads.by_record(names, said)

    def _method(self, card: AssetCard) -> str:
        """The code of a method that does the same, made where there is none; empty where it cannot be made."""
        kinds = _TYPES.get(Method(card.method), ()) if card.method in set(Method) else ()
        for row in self._directory.where("methods", lambda one: wording.number(one.get("Type")) in kinds):
            months = wording.number(row.get("Periods")) or 12 * wording.number(row.get("Years"))
            if card.method == Method.NONE or months == card.months:
                return text(row, "Code")
        if not kinds or card.method == Method.DEGRESSIVE:
            return ""
        return self._made(card, kinds[0])

    def _made(self, card: AssetCard, kind: int) -> str:
        linear = card.method == Method.LINEAR
        code = f"OV{card.months}" if linear else "OV0"
        body: dict[str, Any] = {
            "Code": code,
            "Description": f"Lineair {card.months} maanden" if linear else "Geen afschrijving",
            "Type": kind,
        }
        if linear:
            body["Periods"] = card.months
        self._making.listed("methods", "assets/DepreciationMethods", body, lambda: self._directory.one("methods", code))
        return code


def _trouble(card: AssetCard, message: str) -> Written:
    """An asset that could not be made, and what somebody can do."""
    remedy = sentence("Somebody has to make its group and depreciation method in Exact Online; then write again.")
    return refused(Kind.ASSETS, card.code, "ASSET", message, remedy)


def _compared(card: AssetCard, there: Row) -> Written:
    if not differences(there, {"InvestmentAmountDC": card.purchase}):
        return told(Kind.ASSETS, card.code, Became.THERE, card.code)
    return refused(
        Kind.ASSETS,
        card.code,
        "ASSET-DIFFERS",
        sentence("Exact Online has an asset with this code and another purchase value."),
        sentence("Compare the two in Exact Online."),
    )


def _became(card: AssetCard, message: Message | None) -> Written:
    if message is None or message.refused:
        said = message.text if message else sentence("Exact Online did not tell whether it took this asset over.")
        remedy = sentence("Correct this in the source or in Exact Online, and write again.")
        return refused(Kind.ASSETS, card.code, "REFUSED", said, remedy)
    return told(Kind.ASSETS, card.code, Became.MADE, card.code)
