"""The pages of moves: overview, wizards, and the page of one move."""
