"""Tables. Approvals by personal links."""
