"""The check report as PDF (A4), for whoever wants it on paper or in the file of a client."""

import json
from functools import cache
from pathlib import Path

import typst
from babel.numbers import format_decimal

from overstap.lib import clock
from overstap.lib.clock import for_people
from overstap.moves.aftercare import texts
from overstap.moves.aftercare.codes import BANKS
from overstap.moves.aftercare.values import Line, PartReport, Report, Verdict

_TEMPLATE = Path(__file__).with_name("report.typ")
_TONES = {Verdict.EQUAL: "good", Verdict.DIFFERENT: "bad"}


def as_pdf(found: Report, language: texts.Language) -> bytes:
    """The pages. What people typed stays text: nothing of it is read as markup."""
    compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)
    pdf = compiler.compile(format="pdf", sys_inputs={"view": json.dumps(_view(found, language))})
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave more than one file")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _view(found: Report, language: texts.Language) -> dict[str, object]:
    said = {code: texts.word(f"report-{code}", language) for code in ("title", "move", "read", "page", "none")}
    heads = {code: texts.word(f"head-{code}", language) for code in ("line", "verdict", "checked")}
    return {
        "language": language,
        "text": {**said, **heads},
        "number": str(found.move),
        "giver": found.giver,
        "receiver": found.receiver,
        "at": for_people(found.kept_at or clock.now()),
        "counts": [
            {"name": texts.word(str(one), language), "count": found.count(one)} for one in Verdict if found.count(one)
        ],
        "parts": [_part(found, part, language) for part in found.parts],
    }


def _part(found: Report, part: PartReport, language: texts.Language) -> dict[str, object]:
    codes = f"{part.old_code} → {part.new_code}" if part.new_code else part.old_code
    lines = [_line(found, part, line, language) for line in part.lines]
    return {"name": part.name, "codes": codes, "lines": lines}


def _line(found: Report, part: PartReport, line: Line, language: texts.Language) -> dict[str, object]:
    mark = found.marks.get((part.number, line.code))
    told = [f"{BANKS.get(code, code)}: {texts.word(what, language)}" for code, what in line.banks.items()]
    return {
        "title": texts.line(line.code, language).title,
        "remark": " ".join([*([texts.word(line.note, language)] if line.note else []), *told]),
        "verdict": texts.word(str(line.verdict), language),
        "tone": _TONES.get(line.verdict, "plain"),
        "checked": f"{mark.person}, {for_people(mark.at)}" if mark else "",
        "figures": [
            {
                "label": texts.label(one.label, language),
                "before": _number(one.before, language),
                "after": _number(one.after, language),
                "same": one.same,
            }
            for one in line.figures
        ],
    }


def _number(text: str, language: texts.Language) -> str:
    """As people write it; what is no number stays as it is."""
    plain = text.lstrip("-").replace(".", "", 1)
    if not (plain.isascii() and plain.isdecimal()):
        return text or "–"
    return format_decimal(text, format="#,##0.00" if "." in text else "#,##0", locale=language)
