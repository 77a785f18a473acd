"""Rehearsals of moves: everything but the switch, on a snapshot, while people go on working."""
