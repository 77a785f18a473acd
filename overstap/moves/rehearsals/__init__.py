"""Rehearsals of moves."""
