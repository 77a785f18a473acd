"""The process in which a document is read: limits first, then the file from standard input.

    python -m overstap.exchange.documents.child MEDIA-TYPE < file > answer

The answer is a line of JSON, and after it the picture of the first page. Nothing else of this process is believed.
"""

import json
import resource
import sys

from overstap.exchange.documents import reading
from overstap.lib import kept_sentences

MEMORY = 1_500_000_000  # bytes; a page of an ordinary invoice takes 100 to 200 million
PROCESSOR = 20  # seconds
LARGEST_ANSWER = 12_000_000  # bytes


def main() -> None:
    """Read, and answer."""
    set_limits()
    found = reading.read(sys.stdin.buffer.read(), sys.argv[1])
    told = {
        "state": found.state,
        "text": found.text,
        "pages": found.pages,
        "findings": [
            {**one.as_dict(), "message": kept_sentences.keep(one.message), "remedy": kept_sentences.keep(one.remedy)}
            for one in found.findings
        ],
    }
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + found.preview)


def set_limits() -> None:
    """What this process may take from now on."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, LARGEST_ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
