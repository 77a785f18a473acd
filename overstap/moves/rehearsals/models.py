"""Tables. Rehearsals of moves."""
