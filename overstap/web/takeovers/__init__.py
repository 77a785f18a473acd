"""The pages of a takeover: asking, choosing, approving; for the client by a personal link."""
