"""Stop the embedded PostgreSQL servers whose data lies in the folders named on the command line."""

import sys
from pathlib import Path

from overstap.lib import postgres


def main(folders: list[str]) -> None:
    """Stop the server of each folder; one that does not run is passed over."""
    for folder in folders:
        if postgres.stop(Path(folder).resolve()):
            print(f"Stopped the PostgreSQL of {folder}.")


if __name__ == "__main__":
    main(sys.argv[1:])
