"""``python -m overstap.cli`` does what ``overstap`` does."""

from overstap.cli.main import main

if __name__ == "__main__":  # processes that write sample files read this module too
    main()
