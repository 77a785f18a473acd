"""Signing in, one's own account, and the way in by invitation: django-allauth in our words and our look."""
