"""Records of the source as they have to stand in the target: every code in them becomes what was decided. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, Extra, Journal, Line, LineVat, VatCode
from overstap.books.relations.values import Relation
from overstap.connectors.values import DocumentFile, Kind, OpenItem, Record
from overstap.moves.conversions.neutral import VAT_CODE
from overstap.moves.conversions.traits import dimension_code
from overstap.moves.conversions.values import Choice

PROJECT = "04"  # basicType of an audit file; of cost centres it is the target's (neutral.cost_centre_type)
Coded = TypeVar("Coded", Account, Journal, VatCode, Relation)
Decisions = Mapping[Kind, Mapping[str, tuple[Choice, str]]]  # code of the source -> what becomes of it


class Translator:
    """Knows what every code becomes; a code that was never mapped (a line's only) stays as it is."""

    def __init__(self, decisions: Decisions, cost_centre: str) -> None:
        self._decisions = decisions
        self._cost_centre = cost_centre

    def translated(self, record: Record) -> Record | None:
        """The record for the target; None where it is left out."""
        if isinstance(record, Account):
            return self._coded(Kind.ACCOUNTS, record)
        if isinstance(record, Journal):
            return self._journal(record)
        if isinstance(record, VatCode):
            return self._vat_code(record)
        if isinstance(record, Dimension):
            return self._dimension(record)
        if isinstance(record, Relation):
            return self._coded(Kind.RELATIONS, record)
        return self._booked(record)

    def is_there(self, kind: Kind, record: Record) -> bool:
        """Whether the target has this one already, so that it is not sent."""
        code = (
            dimension_code(record.type, record.code) if isinstance(record, Dimension) else getattr(record, "code", "")
        )
        return self._decision(kind, code)[0] is Choice.EXISTING

    def account(self, code: str) -> str:
        """The account in the target."""
        return self._code(Kind.ACCOUNTS, code)

    def _booked(self, record: Record) -> Record:
        if isinstance(record, Entry):
            lines = [self._line(line) for line in record.lines]
            return record._replace(journal=self._code(Kind.JOURNALS, record.journal), lines=lines)
        if isinstance(record, OpenItem):
            return self._open_item(record)
        if isinstance(record, AssetCard):
            return replace(
                record,
                asset_account=self.account(record.asset_account),
                depreciation_account=self.account(record.depreciation_account),
                cost_account=self.account(record.cost_account),
            )
        if isinstance(record, DocumentFile):
            relation = self._code(Kind.RELATIONS, record.relation)
            return replace(record, journal=self._code(Kind.JOURNALS, record.journal), relation=relation)
        return record

    def _open_item(self, record: OpenItem) -> OpenItem:
        return replace(
            record,
            relation=self._code(Kind.RELATIONS, record.relation),
            account=self.account(record.account),
            journal=self._code(Kind.JOURNALS, record.journal),
        )

    def _line(self, line: Line) -> Line:
        return line._replace(
            account=self.account(line.account),
            relation=self._code(Kind.RELATIONS, line.relation),
            cost_centre=self._dimension_code(self._cost_centre, line.cost_centre),
            project=self._dimension_code(PROJECT, line.project),
            vat=self._vat(line.vat),
            extra=self._extra(line.extra),
        )

    def _extra(self, extra: Extra | None) -> Extra | None:
        """A line may bear the code of its VAT without the VAT itself."""
        if not extra or VAT_CODE not in extra:
            return extra
        code = self._code(Kind.VAT_CODES, str(extra[VAT_CODE]))
        rest = {name: one for name, one in extra.items() if name != VAT_CODE}
        return {**rest, VAT_CODE: code} if code else rest

    def _vat(self, found: Sequence[LineVat]) -> Sequence[LineVat]:
        """VAT of a code that is left out goes too: the target would not know what it is."""
        translated = [one._replace(code=self._code(Kind.VAT_CODES, one.code)) for one in found]
        return tuple(new for one, new in zip(found, translated, strict=True) if new.code or not one.code)

    def _journal(self, record: Journal) -> Journal | None:
        made = self._coded(Kind.JOURNALS, record)
        return made and replace(made, offset_account=self.account(made.offset_account))

    def _vat_code(self, record: VatCode) -> VatCode | None:
        made = self._coded(Kind.VAT_CODES, record)
        if made is None:
            return None
        pay, claim = self.account(made.to_pay_account), self.account(made.to_claim_account)
        return replace(made, to_pay_account=pay, to_claim_account=claim)

    def _dimension(self, record: Dimension) -> Dimension | None:
        code = self._dimension_code(record.type, record.code)
        return replace(record, code=code) if code else None

    def _dimension_code(self, kind: str, code: str) -> str:
        found = self._code(Kind.DIMENSIONS, dimension_code(kind, code)) if code else ""
        return found.removeprefix(dimension_code(kind, ""))

    def _coded(self, kind: Kind, record: Coded) -> Coded | None:
        code = self._code(kind, record.code)
        return replace(record, code=code) if code else None

    def _code(self, kind: Kind, code: str) -> str:
        choice, target = self._decision(kind, code)
        return "" if choice is Choice.NONE else target

    def _decision(self, kind: Kind, code: str) -> tuple[Choice, str]:
        if not code:
            return Choice.NEW, ""
        return self._decisions.get(kind, {}).get(code, (Choice.NEW, code))
