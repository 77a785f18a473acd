"""The UpdateConnectors of the sandbox: FiEntries, KnSalesRelationOrg, KnPurchaseRelationOrg and KnSubject.

Checks and words: docs.afas.help, Financial mutations and its validations (official); where a page gives no words, ours
are in the same manner.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from overstap.connectors.afas_sb.sandbox.faults import Fault
from overstap.connectors.afas_sb.sandbox.tables import Tables
from overstap.connectors.sandboxes.lifelike import PlayedFirm, PlayedLine, PlayedRelation
from overstap.connectors.sandboxes.world import World

Fields = Mapping[str, object]
Made = dict[str, object]

_COLLECT = {"2": ("1300", "C"), "3": ("1600", "S")}


class Updating:
    """Does what is posted to an UpdateConnector."""

    def __init__(self, tables: Tables, firms: list[PlayedFirm], world: World) -> None:
        self._tables, self._firms, self._world = tables, firms, world
        self.connectors: Mapping[str, Callable[[Fields], Made]] = {
            "fientries": self._entries,
            "knsalesrelationorg": lambda body: self._relation(body, "KnSalesRelationOrg", "@DbId", "C"),
            "knpurchaserelationorg": lambda body: self._relation(body, "KnPurchaseRelationOrg", "@CrId", "S"),
            "knsubject": self._subject,
        }

    def _entries(self, body: Fields) -> Made:
        element = _element(body, "FiEntryPar")
        head = _fields(element)
        firm = self._firm(_text(head, "UnId"))
        year, period = _whole(head, "Year"), _whole(head, "Peri")
        journal = _text(head, "JoCo")
        if journal not in {code for code, *_rest in firm.journals}:
            raise Fault("De ingevulde waarde bij 'Dagboek' bestaat niet.")
        if (year, period) in firm.closed:
            raise Fault(f"Voor deze administratie is periode {period} van jaar {year} geblokkeerd.")
        elements = _elements(_object(element, "FiEntries"))
        if len(elements) < 2:
            raise Fault("Vul ten minste twee regels in.")
        return self._booked(firm, (journal, year, period), elements)

    def _booked(self, firm: PlayedFirm, where: tuple[str, int, int], elements: list[Fields]) -> Made:
        journal, year, period = where
        lines = [self._line(firm, one) for one in elements]
        if sum(line.amount for line in lines) != 0:
            raise Fault("De journaalpost is niet in evenwicht.")
        first = _fields(elements[0])
        entry = firm.book(journal, _day(first, "EnDa"), str(first.get("Ds", "")), str(first.get("BpNr", "")), lines)
        entry.year, entry.period = year, period
        self._tables.touched[firm.code, str(entry.number)] = self._world.now()
        made: Made = {"UnId": firm.code, "EnNo": str(entry.number)}
        invoice = next((line.invoice for line in lines if line.invoice), "")
        return {"FiEntryPar": {**made, "InId": invoice} if invoice else made}

    def _line(self, firm: PlayedFirm, element: Fields) -> PlayedLine:
        fields = _fields(element)
        if fields.get("EnNo"):
            raise Fault("Bij toevoegen journaalpost mag het journaalpostnummer niet worden opgegeven.")
        _day(fields, "BpDa")
        number, kind = _text(fields, "AcNr"), _text(fields, "VaAs")
        account, relation = self._account(firm, number, kind)
        vat = str(fields.get("VaId") or "")
        if vat and vat not in {code for code, *_rest in firm.vat_codes}:
            raise Fault("De ingevulde waarde bij 'Btw-code' bestaat niet.")
        amount = _amount(fields, "AmDe") - _amount(fields, "AmCr")
        return PlayedLine(
            account, amount, str(fields.get("Ds") or ""), relation, str(fields.get("InId") or ""),
            vat_code=vat, cost_centre=self._cost_centre(firm, element),
        )  # fmt: skip

    def _account(self, firm: PlayedFirm, number: str, kind: str) -> tuple[str, str]:
        if kind == "1":
            if firm.account(number) is None:
                raise Fault("De ingevulde waarde bij 'Rekeningnummer' bestaat niet.")
            return number, ""
        collect = _COLLECT.get(kind)
        if collect is None or firm.relation(number, collect[1]) is None:
            raise Fault("De ingevulde waarde bij 'Rekeningnummer' bestaat niet.")
        return collect[0], number

    def _cost_centre(self, firm: PlayedFirm, element: Fields) -> str:
        allocation = _objects(element).get("FiDimEntries")
        if not isinstance(allocation, Mapping):
            return ""
        code = str(_fields(_one(allocation)).get("DiC1") or "")
        if code and code not in {one for one, _name in firm.cost_centres}:
            raise Fault("De ingevulde waarde bij 'Code verbijzonderingsas 1' bestaat niet.")
        return code

    def _relation(self, body: Fields, name: str, key: str, side: str) -> Made:
        element = _element(body, name)
        number = str(element.get(key) or "")
        organisation = _fields(_one(_object(element, "KnOrganisation")))
        if not number or not organisation.get("Nm"):
            raise Fault("Vul een waarde in bij 'Naam'.")
        if organisation.get("MatchOga") is None:
            raise Fault("Vul een waarde in bij 'Organisatie vergelijken op'.")
        if self._firms[0].relation(number, side) is not None:
            raise Fault(f"De waarde '{number}' bij 'Nummer' komt al voor.")
        made = self._party(number, side, (_fields(element), organisation), _one(_object(element, "KnOrganisation")))
        for firm in self._firms:
            firm.relations.append(made)
        self._tables.touched[side, number] = self._world.now()
        return {name: {key.removeprefix("@"): number, "BcCo": made.organisation}}

    def _party(self, number: str, side: str, told: tuple[Fields, Fields], element: Fields) -> PlayedRelation:
        head, organisation = told
        found = _objects(element).get("KnBasicAddressAdr")
        address = _fields(_one(found)) if isinstance(found, Mapping) else {}
        return PlayedRelation(
            number, str(organisation["Nm"]), side, str(address.get("Ad") or ""), str(address.get("HmNr") or ""),
            str(address.get("ZpCd") or ""), str(address.get("Rs") or ""), str(head.get("VaId") or ""),
            str(organisation.get("CcNr") or ""), "", str(organisation.get("EmAd") or ""),
            f"6{len(self._firms[0].relations):05}",
        )  # fmt: skip

    def _subject(self, body: Fields) -> Made:
        element = _element(body, "KnSubject")
        if _fields(element).get("StId") is None:
            raise Fault("Vul een waarde in bij 'Type dossieritem'.")
        link = _fields(_one(_object(element, "KnSubjectLink")))
        firm = self._firm(str(link.get("SiUn") or ""))
        item = firm.items.get(str(link.get("SiId") or ""))
        if item is None:
            raise Fault("De ingevulde waarde bij 'Factuurnummer' bestaat niet.")
        file = _fields(_one(_object(element, "KnSubjectAttachment")))
        try:
            content = base64.b64decode(str(file.get("FileStream") or "!"), validate=True)
        except ValueError as error:
            raise Fault("De bijlage kan niet worden gelezen.") from error
        key, name = f"N{len(firm.documents) + 1}", _text(file, "FileName")
        firm.documents.append((key, name, content, item.entry))
        self._tables.files[f"F{firm.code}{key}"] = (name, content)
        return {"KnSubject": {"SbId": str(9000 + len(firm.documents))}}

    def _firm(self, code: str) -> PlayedFirm:
        for firm in self._firms:
            if firm.code == code and not firm.blocked:
                return firm
        raise Fault("No unit available")


def _element(body: Fields, name: str) -> Fields:
    found = body.get(name)
    if not isinstance(found, Mapping):
        raise Fault("An unexpected error has occurred.")
    return _one(found)


def _one(found: Mapping[str, object]) -> Fields:
    elements = _elements(found)
    if len(elements) != 1:
        raise Fault("An unexpected error has occurred.")
    return elements[0]


def _elements(found: Mapping[str, object]) -> list[Fields]:
    element = found.get("Element")
    told = element if isinstance(element, list) else [element]
    made = [one for one in told if isinstance(one, Mapping)]
    if len(made) != len(told):
        raise Fault("An unexpected error has occurred.")
    return made


def _fields(element: Fields) -> Fields:
    found = element.get("Fields")
    if not isinstance(found, Mapping):
        raise Fault("An unexpected error has occurred.")
    return found


def _objects(element: Fields) -> Fields:
    """Objects come as one object or as a list of them."""
    found = element.get("Objects") or {}
    if isinstance(found, list):
        return {name: one for each in found if isinstance(each, Mapping) for name, one in each.items()}
    return found if isinstance(found, Mapping) else {}


def _object(element: Fields, name: str) -> Mapping[str, object]:
    found = _objects(element).get(name)
    if not isinstance(found, Mapping):
        raise Fault(f"Het object '{name}' ontbreekt.")
    return found


def _text(fields: Fields, name: str) -> str:
    found = fields.get(name)
    if found in (None, ""):
        raise Fault(f"Vul een waarde in bij '{name}'.")
    return str(found)


def _whole(fields: Fields, name: str) -> int:
    try:
        return int(_text(fields, name))
    except ValueError as error:
        raise Fault(f"De ingevulde waarde bij '{name}' is ongeldig.") from error


def _day(fields: Fields, name: str) -> date:
    try:
        return date.fromisoformat(_text(fields, name)[:10])
    except ValueError as error:
        raise Fault(f"De ingevulde waarde bij '{name}' is ongeldig.") from error


def _amount(fields: Fields, name: str) -> Decimal:
    try:
        found = Decimal(str(fields.get(name) or "0"))
    except InvalidOperation as error:
        raise Fault(f"De ingevulde waarde bij '{name}' is ongeldig.") from error
    if not found.is_finite() or found != found.quantize(Decimal("0.01")):
        raise Fault(f"De ingevulde waarde bij '{name}' is ongeldig.")
    return found
