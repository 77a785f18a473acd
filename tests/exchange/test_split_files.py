"""An export that was split into several files is read as one."""

from pathlib import Path

import pytest

from overstap.exchange.xaf.errors import UnreadableAuditFile
from tests.exchange.documents import ACCOUNTS, RELATIONS, document, entry, journal, saved, totals, transactions
from tests.exchange.memory_books import MemoryBooks, codes, read

_ENTRIES = [entry(number=str(number)) for number in range(1, 7)]
_STATED = totals("12", "60.00", "60.00")
_WHOLE = document(content=transactions(journal("".join(_ENTRIES)), _STATED))


def _pieces() -> list[str]:
    """The whole file cut after the second and the fourth entry, as the standard has it."""
    first = _WHOLE.index(_ENTRIES[1]) + len(_ENTRIES[1])
    second = _WHOLE.index(_ENTRIES[3]) + len(_ENTRIES[3])
    return [
        _WHOLE[:first],
        f"<!-- Vervolgbestand 2 van 3 -->\n{_WHOLE[first:second]}",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- Vervolgbestand 3 van 3 -->{_WHOLE[second:]}',
    ]


def _save(folder: Path, pieces: list[str]) -> list[Path]:
    return [saved(folder, text, f"books{suffix}.xaf") for text, suffix in zip(pieces, ("", "-2", "-3"), strict=False)]


def _read_whole(folder: Path) -> MemoryBooks:
    return read(saved(folder, _WHOLE, "whole.xaf"))[0]


def test_the_parts_are_read_as_one_file(tmp_path: Path) -> None:
    books, audit_file = read(*_save(tmp_path, _pieces()))
    assert books == _read_whole(tmp_path)
    assert audit_file.declared == audit_file.computed
    assert codes(audit_file) == []


def test_the_names_give_the_order(tmp_path: Path) -> None:
    books, audit_file = read(*reversed(_save(tmp_path, _pieces())))
    assert books == _read_whole(tmp_path)
    assert codes(audit_file) == ["XAF-SPLIT-ORDER"]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_missing_part_is_refused(missing: int, tmp_path: Path) -> None:
    paths = _save(tmp_path, _pieces())
    del paths[missing]
    with pytest.raises(UnreadableAuditFile) as raised:
        read(*paths)
    assert raised.value.code == "XAF-SEQUENCE"


def test_the_first_part_alone_is_refused_as_cut_off(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAuditFile) as raised:
        read(_save(tmp_path, _pieces())[0])
    assert raised.value.code == "XAF-TRUNCATED"


def test_an_error_names_the_part_and_its_own_line(tmp_path: Path) -> None:
    pieces = _pieces()
    pieces[1] = pieces[1].replace("<nr>3</nr>", "<nr>3</nnr>", 1)
    with pytest.raises(UnreadableAuditFile, match=r"books-2\.xaf, line 2,"):
        read(*_save(tmp_path, pieces))


def _whole_documents(stated: list[str]) -> list[str]:
    """Exact Globe's way: every part is a document; only the first has the master data."""
    parts = []
    for number, ours in enumerate((_ENTRIES[:3], _ENTRIES[3:])):
        content = transactions(journal("".join(ours)), stated[number])
        more = {} if number == 0 else {"relations": "", "accounts": "", "vat_codes": "", "periods": "", "opening": ""}
        text = document(content=content, **more)
        parts.append(text.replace("?>\n", f"?>\n<!-- Sequence file {number + 1} of 2 -->\n", 1))
    return parts


@pytest.mark.parametrize("stated", [[_STATED, _STATED], [totals("6", "30.00", "30.00")] * 2])
def test_whole_documents_in_sequence_are_read_as_one(stated: list[str], tmp_path: Path) -> None:
    """Their totals are those of the whole, repeated, or those of each part."""
    texts = _whole_documents(stated)
    paths = [saved(tmp_path, text, f"books_{number}.XAF") for number, text in enumerate(texts)]
    books, audit_file = read(*paths)
    assert books == _read_whole(tmp_path)
    assert audit_file.computed["transactions"].lines == 12
    assert codes(audit_file) == []


def test_parts_of_different_companies_are_an_error(tmp_path: Path) -> None:
    one, other = _whole_documents([_STATED, _STATED])
    other = other.replace("De Korenaar", "De Molen")
    _, audit_file = read(saved(tmp_path, one, "a_0.xaf"), saved(tmp_path, other, "a_1.xaf"))
    assert "XAF-SPLIT-DIFFERS" in codes(audit_file)


def test_master_data_that_a_later_part_repeats_is_no_double(tmp_path: Path) -> None:
    one, other = _whole_documents([_STATED, _STATED])
    other = other.replace("<transactions>", f"{RELATIONS}{ACCOUNTS}<transactions>", 1)
    books, audit_file = read(saved(tmp_path, one, "a_0.xaf"), saved(tmp_path, other, "a_1.xaf"))
    assert len(books.all_accounts) == 3
    assert codes(audit_file) == []
