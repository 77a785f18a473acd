"""``python -m overstap.cli`` does what ``overstap`` does."""

from overstap.cli.main import main

main()
