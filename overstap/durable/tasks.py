"""The jobs of durable itself. Found by name at the start, as every app's ``tasks.py``."""

from overstap.durable import engine, outbox
from overstap.durable.sending import send

engine.define(outbox.SEND)(send)
