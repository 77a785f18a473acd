"""The XML interface beside the resources: ``/docs/XMLDownload.aspx``, ``XMLUpload.aspx`` and ``XMLDivisions.aspx``.

Written from Exact's own schema (eExact-XML.xsd) and from what picqer/exact-php-client does with it. An upload answers
200 with messages, whatever became of it; somebody without rights gets a page of HTML.
"""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from werkzeug.wrappers import Request, Response

from overstap.connectors.exact_online.sandbox.tables import Division
from overstap.connectors.exact_online.sandbox.xml import downloading, uploading
from overstap.connectors.exact_online.sandbox.xml.nodes import Node, add, new

XML = "text/xml; charset=utf-8"


def download(request: Request, division: Division, _at: datetime) -> Response:
    """One page of a topic."""
    return _answer(downloading.topic(division, request.args.to_dict()))


def upload(request: Request, division: Division, at: datetime) -> Response:
    """Take in a document of one topic, and say of each of its parts what became of it."""
    if request.method != "POST":
        return Response(status=405)
    return _answer(uploading.take(division, request.args.get("Topic", ""), request.get_data(), at))


def divisions(found: Iterable[Division]) -> Response:
    """The divisions that the user may choose from; the first one is the current one."""
    root = new("Administrations")
    for place, division in enumerate(found):
        node = add(root, "Administration", Code=division.code, HID=division.card["Hid"])
        if place == 0:
            node.set("Current", "True")
        add(node, "Description", division.card["Description"])
    return _answer(root)


def page(told: str, mode: int) -> Response:
    """The page of HTML that comes instead of XML: mode 0 no rights, mode 8 asked too often."""
    text = (
        "<!DOCTYPE html><html><head><title>Exact Online</title></head><body>"
        f'<input type="hidden" id="mode" value="{mode}"><p>{told}</p></body></html>'
    )
    return Response(text, content_type="text/html; charset=utf-8")


def _answer(root: Node) -> Response:
    content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Response(content, content_type=XML)
