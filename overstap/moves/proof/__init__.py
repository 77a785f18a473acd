"""The proof of a move: a signed JSON document for machines, a sealed PDF for people.

``values`` says what a proof contains, ``sign`` makes it, ``verify`` checks it without the system, ``pdf`` sets
it for people, ``chain`` links the events of a move. Nothing here knows a database or a setting.
"""
