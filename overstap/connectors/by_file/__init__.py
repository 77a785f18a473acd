"""The way by files, for what a package lets nobody do through an interface: an export read, files to import written.

``FileRoute`` is what a connector has that knows this way; what is to be done by a person comes as numbered steps.
"""
