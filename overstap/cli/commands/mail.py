"""``overstap mail``: the mails that were written to files, as in the demonstration."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from django.conf import settings

from overstap.cli.language import gettext as _
from overstap.cli.output import facts, moment, row, safe, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused

app = App(name="mail", help_epilogue="")


class NoSuchMail(Refused):
    """There is no mail with that number."""

    code = "MAIL-NOT-FOUND"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in a file; ``number`` is its place, the newest being 1."""

    number: int
    at: datetime | None
    to: str
    subject: str
    text: str
    attachments: tuple[str, ...]
    file: str


@app.command(name="list", help=_("The mails that were written, newest first"))
def list_(
    *,
    to: Annotated[str, Parameter(metavar="EMAIL", help=_("only those to this address"))] = "",
    session: InSession,
) -> None:
    mails = written(to)
    made = table(_("No."), _("Moment"), _("To"), _("Subject"), right=(_("No."),))
    for one in mails:
        row(made, one.number, moment(one.at), one.to, one.subject)
    data = [{"number": one.number, "at": one.at, "to": one.to, "subject": one.subject} for one in mails]
    session.output.show(data, made if mails else _("No mail was written to files."))


@app.command(help=_("Show one mail"))
def show(
    number: Annotated[int, Parameter(help=_("its number in the list; default: the newest"))] = 1,
    /,
    *,
    to: Annotated[str, Parameter(metavar="EMAIL", help=_("count only those to this address"))] = "",
    session: InSession,
) -> None:
    found = [one for one in written(to) if one.number == number]
    if not found:
        raise NoSuchMail(
            _("There is no mail number %(number)d.") % {"number": number}, remedy=_("See: overstap mail list.")
        )
    mail = found[0]
    head = facts(
        [
            (_("To"), mail.to),
            (_("Subject"), mail.subject),
            (_("Moment"), moment(mail.at)),
            (_("Attached"), ", ".join(mail.attachments)),
        ]
    )
    session.output.show(mail, head, "", safe(mail.text.rstrip()))


def written(to: str = "") -> list[Mail]:
    """The mails in settings.MAIL_DIR, newest first."""
    folder = Path(settings.MAIL_DIR)
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    parsed = [(path, message_from_bytes(path.read_bytes(), policy=policy.default)) for path in paths]
    wanted = [(path, mail) for path, mail in parsed if not to or str(mail["To"]).lower() == to.lower()]
    return [_mail(place, path, mail) for place, (path, mail) in enumerate(wanted, start=1)]


def _mail(place: int, path: Path, mail: EmailMessage) -> Mail:
    body = mail.get_body(("plain",))
    return Mail(
        number=place,
        at=_sent_at(mail),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=str(body.get_content()) if body else "",
        attachments=tuple(one.get_filename() or "" for one in mail.iter_attachments()),
        file=str(path),
    )


def _sent_at(mail: EmailMessage) -> datetime | None:
    """When it was sent; a time without a zone in a mail is UTC (RFC 5322, 3.3: -0000)."""
    at: datetime | None = mail["Date"].datetime if mail["Date"] else None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
