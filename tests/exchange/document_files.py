"""Files as people, suppliers and worse send them."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image


def pdf(*pages: str, **how: Any) -> bytes:
    """A PDF with this text on each page, line by line."""
    made = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    for text in pages or ("Factuur",):
        page = made.add_blank_page()
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        lines = "".join(f"({line}) Tj T* " for line in text.splitlines())
        page.Contents = made.make_stream(f"BT /F1 8 Tf 12 TL 36 750 Td {lines}ET".encode())
    return _saved(made, **how)


def bursting_pdf(megabytes: int) -> bytes:
    """A small PDF of which the page unpacks to so much."""
    made = pikepdf.new()
    page = made.add_blank_page()
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m 9 9 l S " * 75_000) for _nr in range(megabytes)) + packer.flush()
    page.Contents = made.make_stream(packed, Filter=Name.FlateDecode)
    return _saved(made)


def endless_pdf() -> bytes:
    """A PDF of which the page draws itself, over and over, at every level."""
    made = pikepdf.new()
    page = made.add_blank_page()
    inner = made.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    for _level in range(9):
        resources = Dictionary(XObject=Dictionary(F=inner))
        inner = made.make_stream(
            b"/F Do " * 30, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Resources=resources
        )
    page.Resources = Dictionary(XObject=Dictionary(F=inner))
    page.Contents = made.make_stream(b"/F Do")
    return _saved(made)


def locked_pdf(password: str) -> bytes:
    """A PDF that opens with a password; an empty one is one that any program tries."""
    return pdf("Geheim", encryption=pikepdf.Encryption(user=password, owner="other"))


def png(width: int = 20, height: int = 10) -> bytes:
    """A picture."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "PNG")
    return made.getvalue()


def huge_png(side: int) -> bytes:
    """A few bytes that say they are a picture of so many dots."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, content)
        for name, content in ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IEND", b""))
    )


def jpeg(width: int = 20, height: int = 10) -> bytes:
    """A photograph."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "JPEG")
    return made.getvalue()


def archive() -> bytes:
    """A ZIP archive with a program in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("run.exe", b"MZ")
    return made.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    file = io.BytesIO()
    made.save(file, **how)
    return file.getvalue()
