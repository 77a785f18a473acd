"""How somebody without an environment gets one (R040): a form, a mail, a link."""
