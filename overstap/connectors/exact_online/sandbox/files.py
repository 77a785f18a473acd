"""What lies outside the resources: files of attachments, and where a Timestamp begins."""

import re
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from overstap.connectors.exact_online.sandbox.answers import answer, bad_request, not_found
from overstap.connectors.exact_online.sandbox.filters import Moment, literal
from overstap.connectors.exact_online.sandbox.tables import Division, moment

_KINDS = {"pdf": "application/pdf", "xml": "application/xml", "jpg": "image/jpeg", "png": "image/png"}


def attachment(division: Division, key: str) -> Response:
    """``/docs/SysAttachment.aspx?ID=…&Download=1``. Raises Refusal (404)."""
    content = division.files.get(key)
    if content is None:
        raise not_found()
    name = str(division.table("documents/DocumentAttachments")[key]["FileName"])
    kind = _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    safe = re.sub(r"[^\w .\-]", "_", name)
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{safe}"'})


def sync_timestamp(request: Request, division: Division) -> Response:
    """``read/sync/Sync/SyncTimestamp?modified=datetime'…'&endPoint='…'`` (picqer 689). Raises Refusal (400)."""
    modified: Any = literal(request.args.get("modified", ""))
    name = literal(request.args.get("endPoint", ""))
    if not isinstance(modified, Moment) or not isinstance(name, str):
        raise bad_request()
    at = datetime.fromtimestamp(modified / 1000, UTC)
    return answer({"results": [{"Modified": moment(at), "API": name, "TimeStampAsBigInt": division.stamp_at(at)}]})
