"""Contact matching beside other matchers, in one run; writes the tables of docs/matching.md.

    python -m bench.matching [--quick] [--million] [--small N] [--seeds N] [--only-print] [--json FILE]

``--quick`` runs a few sets in about two minutes and leaves the document alone; ``--million`` adds 1,000,000 cards.
``--small`` is how many sets of 50 and 500 cards are run (20), ``--seeds`` how many of 10,000 (3). Ends with 1 when a
goal is missed.
"""

import argparse
import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from bench.matching import shipped, table
from bench.matching.goals import Figure, figures
from bench.matching.measuring import Extent, Results, everything
from bench.matching.running import PEERS, ROOT
from bench.matching.workbench import Workbench

DOCUMENT = ROOT / "docs" / "matching.md"
VAR = Path(os.environ.get("OVERSTAP_VAR") or ROOT / "var")


def main() -> None:
    """Measure, print, write."""
    options = _options()
    if not PEERS.exists():
        sys.exit("The other matchers are not installed: scripts/bootstrap peers does that.")
    load = os.getloadavg()[0]
    folder = VAR / "bench" / "matching"
    shutil.rmtree(folder, ignore_errors=True)
    results = everything(Workbench(folder), _extent(options))
    found = figures(results)
    print()
    for one in found:
        print(f"{one.name:<62} {one.said:>14}  {one.wanted:<18} {one.verdict.strip('*'):<13} {one.beside}")
    _write_json(options.json, results, found)
    if not (options.quick or options.only_print):
        table.rewrite(DOCUMENT, "figures", table.document(results, found, load))
        table.rewrite(DOCUMENT, "weights", shipped.document())
        print(f"\nWritten to {DOCUMENT.relative_to(ROOT)} and {options.json}")
    short = [one.name for one in found if one.reached is False]
    print(f"\nShort of their goal: {'; '.join(short) or 'none'}.")
    sys.exit(1 if short else 0)


def _extent(options: argparse.Namespace) -> Extent:
    if options.quick:
        return Extent(small=3, seeds=1, large=False, public=False, million=options.million)
    return Extent(small=options.small, seeds=options.seeds, million=options.million)


def _write_json(path: Path, results: Results, found: list[Figure]) -> None:
    told = {
        "figures": [{**asdict(one), "reached": one.reached} for one in found],
        "runs": [
            {"group": group, "matcher": name, "seconds": one.seconds, **asdict(one.measured), **asdict(one.pooled)}
            for group, by in results.groups.items()
            for name, one in by.items()
        ],
        "placing": {name: asdict(one) for name, one in results.placing.items()},
        "left_out": results.left_out,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1) + "\n")


def _options() -> argparse.Namespace:
    usual = Extent()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--small", type=int, default=usual.small)
    parser.add_argument("--seeds", type=int, default=usual.seeds)
    parser.add_argument("--only-print", action="store_true")
    parser.add_argument("--json", type=Path, default=VAR / "bench" / "matching.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
