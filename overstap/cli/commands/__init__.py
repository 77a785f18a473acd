"""All commands by name. Modules are read only when one of their commands is asked for.

The texts are in the language that was chosen before this module was imported.
"""

from importlib.metadata import version

from cyclopts import App, Group

from overstap.cli.help import HelpPages
from overstap.cli.language import gettext as _
from overstap.cli.output import Output

WITHOUT_DATABASE = frozenset({"demo", "run", "verify-proof", "database", "doctor", "sandbox"})

_FIRST = Group(_("To begin"), sort_key=1)
_DAILY = Group(_("Every day"), sort_key=2)
_OFFICE = Group(_("An office"), sort_key=3)
_INSTALLATION = Group(_("An installation"), sort_key=4)
_COMMANDS = (
    ("demo", "demo:demo", _FIRST, _("See a whole move happen, with two offices and lifelike books")),
    ("run", "serve:run", _FIRST, _("Use the pages in a browser, on the data of the demonstration")),
    ("move", "move:app", _DAILY, _("Offer, receive, release, give back")),
    ("ticket", "ticket:app", _DAILY, _("Transfer a whole environment by a ticket file; the clients of an office")),
    ("takeover", "takeover:app", _DAILY, _("Take over a client, agreed by three parties")),
    ("relink", "relink:app", _DAILY, _("Let administrations work with another connection or code")),
    ("conversion", "conversion:app", _DAILY, _("Write the books of one package into another, and compare")),
    ("coupling", "coupling:app", _DAILY, _("Couple several administrations to one environment")),
    ("contact", "contact:app", _DAILY, _("Contacts of several administrations: the same, different, what leads")),
    (
        "contact-sync",
        "contact_sync:app",
        _DAILY,
        _("Contacts kept in step with the administrations; make, change, send"),
    ),
    ("project", "project:app", _DAILY, _("Projects of a coupled environment")),
    ("project-invoice", "project_invoice:app", _DAILY, _("Their invoices: number, book, credit, bring in")),
    ("task", "task:app", _DAILY, _("What is left to do after a move")),
    ("authorisation", "authorisation:app", _DAILY, _("Who approves documents; finishing that before a move")),
    ("verify-proof", "proof:verify_proof", _DAILY, _("Check a proof; needs no database")),
    ("bank", "bank:app", _DAILY, _("Bank and cash: statements, payments, links with the bank")),
    ("inbox", "inbox:app", _DAILY, _("Mail and scans that came in")),
    ("import", "audit_file:import_", _DAILY, _("Read audit files (XAF) into a new administration")),
    ("export", "audit_file:export", _DAILY, _("Write a year as an audit file (XAF)")),
    ("export-for", "audit_file:export_for", _DAILY, _("Write what another package imports as files")),
    ("document", "document:app", _DAILY, _("The archive: add, find, split, merge, take away")),
    ("sales", "sales:app", _DAILY, _("Products, quotations, invoices; who is billed")),
    ("tax", "tax:app", _DAILY, _("VAT returns, and what it takes to file them")),
    ("asset", "asset:app", _DAILY, _("Fixed assets and their depreciation")),
    ("books", "books:app", _DAILY, _("Trial balance, open items, journal, ledger card, VAT")),
    ("environment", "environment:app", _OFFICE, _("Make and list environments")),
    ("person", "person:app", _OFFICE, _("Make accounts, list who works where")),
    ("invite", "person:invite", _OFFICE, _("Invite somebody to an environment by mail")),
    ("former", "former:app", _OFFICE, _("Users from before a move: invite, link, give access")),
    ("system", "system:app", _OFFICE, _("The accounting packages and connections of an environment")),
    ("original", "original:app", _OFFICE, _("What you gave away and can still read; deleting it")),
    ("access", "access:app", _OFFICE, _("Who may open which administration")),
    ("token", "token:app", _OFFICE, _("What lets programs work in your name")),
    ("copy", "copying:copy", _OFFICE, _("Make a copy of an administration, with an address of its own")),
    ("app", "appcenter:app", _OFFICE, _("The apps that an environment is connected with")),
    ("address", "address:app", _OFFICE, _("Delivery addresses, and what becomes of mail to them")),
    ("audit", "audit:audit", _OFFICE, _("Who did or tried what")),
    ("mail", "mail:app", _INSTALLATION, _("Mails that were written to files")),
    ("incident", "incident:app", _INSTALLATION, _("Entrepreneurs who go on alone with a ticket")),
    ("operator", "operator:app", _INSTALLATION, _("What an operator does: offices, orders, queue, audit log")),
    ("practice", "practice:app", _INSTALLATION, _("A package to practise connections with")),
    ("sandbox", "sandbox:app", _INSTALLATION, _("Play an accounting package on this machine")),
    ("profile", "profile:app", _INSTALLATION, _("The kinds of move, and copies of them")),
    ("serve", "serve:serve", _INSTALLATION, _("Serve the pages")),
    ("smtp", "smtp:smtp", _INSTALLATION, _("Take mail for delivery addresses")),
    ("worker", "worker:worker", _INSTALLATION, _("Run the jobs that moves and mails consist of")),
    ("doctor", "doctor:doctor", _INSTALLATION, _("Is this installation in order?")),
    ("database", "database:app", _INSTALLATION, _("Start, stop and prepare the database")),
)
NAMES = frozenset(name for name, _place, _group, _text in _COMMANDS)


def build(output: Output) -> App:
    """The whole command."""
    app = App(
        name="overstap",
        help=_("Moves accounting administrations from one office to another: verified, provable and undoable."),
        help_epilogue=_epilogue(),
        help_format="plaintext",
        help_formatter=HelpPages(),
        help_flags=("--help", "-h"),
        version=version("overstap"),
        version_flags=("--version",),
        console=output.console,
        error_console=output.errors,
        result_action="return_value",
    )
    for name, place, group, text in _COMMANDS:
        # what is said at the end of the whole help is not repeated; a module's own App says so itself
        ending = {} if place.endswith(":app") else {"help_epilogue": ""}
        app.command(f"overstap.cli.commands.{place}", name=name, group=group, help=text, **ending)
    return app


def _epilogue() -> str:
    return "\n".join(
        (
            _("With every command:"),
            "  --as EMAIL           " + _("who acts (OVERSTAP_PERSON); default: the operator"),
            "  --json               " + _("one JSON document on standard output"),
            "  --language nl|en     " + _("language (OVERSTAP_LANGUAGE); default: nl"),
            "  --no-color           " + _("no colours (NO_COLOR)"),
            "  --demo               " + _("work in what “overstap demo” left behind"),
            "  --help               " + _("what a command does and how it is written"),
            "",
            _("Exit codes:"),
            "  0 " + _("done") + "   1 " + _("unexpected") + "   2 " + _("not understood") + "   3 " + _("refused"),
            "  4 " + _("needs a person") + "   5 " + _("needs a setting") + "   6 " + _("try later"),
            "  7 " + _("findings block the import") + "   8 " + _("differences, or a proof refused"),
        )
    )
