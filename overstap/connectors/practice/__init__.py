"""A package to practise with: it plays any family, and its environments are files in settings.PRACTICE_DIR."""
