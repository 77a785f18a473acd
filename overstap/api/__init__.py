"""The way in for programs: tokens instead of sign-ins, JSON instead of pages, the same actions and queries."""
