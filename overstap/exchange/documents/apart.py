"""Reading a document in a process apart, which may be killed by it without harm."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from overstap.exchange.documents.child import LARGEST_ANSWER
from overstap.exchange.documents.values import MOST_TEXT, Contents
from overstap.lib import kept_sentences
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

PATIENCE = 30  # seconds
_ROOT = Path(__file__).resolve().parents[3]
SURROUNDINGS = {"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"}  # none of our passwords
_PNG = b"\x89PNG\r\n\x1a\n"


def read(content: bytes, media_type: str) -> Contents:
    """What is in a document; a file that takes too much time or memory is ``too_much``, with a finding."""
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "overstap.exchange.documents.child", media_type],
                input=content,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                check=False,
                env=SURROUNDINGS,
            )
        except subprocess.TimeoutExpired:
            return _too_much()
        if done.returncode != 0:
            return _too_much()
        output.seek(0)
        return answer(output.read(LARGEST_ANSWER))


def answer(said: bytes) -> Contents:
    """What the process said, as far as it makes sense."""
    line, _newline, picture = said.partition(b"\n")
    try:
        told = json.loads(line)
        findings = [
            Finding(
                str(one["code"]),
                Severity(one["severity"]),
                str(one["place"]),
                kept_sentences.restore(one["message"]),
                kept_sentences.restore(one["remedy"]),
            )
            for one in told["findings"]
        ]
        pages = told["pages"]
        return Contents(
            state=str(told["state"]),
            text=str(told["text"])[:MOST_TEXT],
            pages=int(pages) if pages is not None else None,
            preview=picture if picture.startswith(_PNG) else b"",
            findings=findings,
        )
    except (ValueError, KeyError, TypeError):
        return _too_much()


def _too_much() -> Contents:
    finding = Finding(
        "DOCUMENT-TOO-MUCH",
        Severity.WARNING,
        "",
        sentence("The file takes more time or memory to read than any document needs."),
        sentence("It is kept as it came. Do not trust it; ask the sender for a plain PDF."),
    )
    return Contents("too_much", findings=[finding])
