"""What an authenticator app computes (RFC 6238), written apart from the library that checks it."""

import base64
import hashlib
import hmac
import struct
import time


def code_now(secret: str, later: int = 0) -> str:
    """Six digits for this half minute; ``later`` counts half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
