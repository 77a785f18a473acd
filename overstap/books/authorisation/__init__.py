"""Who has to approve a document before or after it is booked."""
