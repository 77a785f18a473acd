"""Writing fixed assets by the XML interface: their groups and methods have to be in the division already."""

from collections.abc import Iterator, Sequence

from overstap.books.assets.values import AssetCard, Method
from overstap.connectors.exact_online import uploads, wording
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.written import differences, refused, refused_there, told
from overstap.connectors.exact_online.xml import assets
from overstap.connectors.exact_online.xml.messages import Message
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.sentences import sentence

_TOPIC = "Assets"
# Types of depreciation methods (documentation of typeDepreciationMethod): linear 1 to 3, none 4, degressive 10 to 12.
_TYPES = {Method.LINEAR: frozenset({1, 2, 3}), Method.NONE: frozenset({4}), Method.DEGRESSIVE: frozenset({10, 11, 12})}


class AssetWriter:
    """Takes assets one by one; ``rest`` uploads those that can be made."""

    def __init__(self, client: Client, division: str, directory: Directory) -> None:
        self._client = client
        self._division = division
        self._directory = directory
        self._waiting: list[tuple[AssetCard, str]] = []

    def asset(self, card: AssetCard) -> Iterator[Written]:
        """Keep an asset for the upload; tells at once of one that is there, or that cannot be made."""
        there = self._directory.one("assets", card.code)
        if there is not None:
            yield _compared(card, there)
            return
        if self._directory.one("asset_groups", card.group) is None:
            yield refused(
                Kind.ASSETS,
                card.code,
                "ASSET-GROUP",
                sentence("Exact Online has no asset group %(code)s.", code=card.group),
                sentence("Somebody has to make it in Exact Online, with its accounts; then write again."),
            )
            return
        method = self._method(card)
        if not method:
            yield refused(
                Kind.ASSETS,
                card.code,
                "ASSET-METHOD",
                sentence(
                    "Exact Online has no depreciation method of this kind over %(months)s months.", months=card.months
                ),
                sentence("Somebody has to make it in Exact Online; then write again."),
            )
            return
        self._waiting.append((card, method))

    def rest(self) -> Iterator[Written]:
        """Upload what waits. An asset that is sent twice stays one asset."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            said = self._sent(waiting)
        except PackageRefused as error:
            yield from (refused_there(Kind.ASSETS, card.code, error) for card, _method in waiting)
            return
        yield from (_became(card, message) for (card, _method), message in zip(waiting, said, strict=True))

    def _sent(self, waiting: Sequence[tuple[AssetCard, str]]) -> Sequence[Message | None]:
        elements = [assets.asset(card, method) for card, method in waiting]
        names = [card.code for card, _method in waiting]
        try:
            said = uploads.upload(self._client, self._division, _TOPIC, elements)
        except OutcomeUnknown:
            said = uploads.upload(self._client, self._division, _TOPIC, elements)
        return uploads.by_record(names, said)

    def _method(self, card: AssetCard) -> str:
        """The code of a method of the division that does the same; empty where there is none."""
        kinds = _TYPES.get(Method(card.method), frozenset()) if card.method in set(Method) else frozenset()
        for row in self._directory.where("methods", lambda one: wording.number(one.get("Type")) in kinds):
            months = wording.number(row.get("Periods")) or 12 * wording.number(row.get("Years"))
            if card.method == Method.NONE or months == card.months:
                return text(row, "Code")
        return ""


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
