"""The peer of the import: a bare loop that takes eight fields of every line into tuples and drops them."""

import json
import sys
import time

from lxml import etree

SPACE = "{http://www.auditfiles.nl/XAF/3.2}"
FIELDS = tuple(SPACE + name for name in ("nr", "accID", "docRef", "effDate", "desc", "amnt", "amntTp", "custSupID"))


def loop(path: str) -> int:
    """Give the number of lines."""
    lines = 0
    for _event, transaction in etree.iterparse(path, tag=SPACE + "transaction", huge_tree=True):
        for line in transaction.iterchildren(SPACE + "trLine"):
            fields = {child.tag: child.text for child in line}
            _row = tuple(fields.get(name) for name in FIELDS)
            lines += 1
        transaction.clear()
        while transaction.getprevious() is not None:
            del transaction.getparent()[0]
    return lines


if __name__ == "__main__":
    began = time.perf_counter()
    count = loop(sys.argv[1])
    print(json.dumps({"seconds": time.perf_counter() - began, "lines": count}))
