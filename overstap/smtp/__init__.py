"""The mail door: a thin way in for what is sent to delivery addresses."""
