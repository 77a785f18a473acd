"""Approvals by personal links."""
