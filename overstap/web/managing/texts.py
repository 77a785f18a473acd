"""Words of the settings and the audit log: rights, packages, mails, and every action that leaves a line."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.connectors.values import Way
from overstap.tenancy.roles import Right, Role
from overstap.tenancy.systems import SystemState
from overstap.tenancy.tokens.values import Scope, State
from overstap.tenancy.values import PACKAGE_NAMES, Notice, OfficeKind, PackageFamily
from overstap.web.words import word

Words = Mapping[str, str | Promise]

OFFICE_KINDS: Words = {
    OfficeKind.ACCOUNTANCY: _("Accountancy office"),
    OfficeKind.ENTREPRENEUR: _("Entrepreneur"),
}

RIGHTS: Words = {
    Right.READ_BOOKS: _("Look into the books"),
    Right.WRITE_BOOKS: _("Book entries"),
    Right.EXPORT_BOOKS: _("Export books"),
    Right.AUTHORISE: _("Authorise documents"),
    Right.MANAGE_WORKFLOWS: _("Set up authorisation workflows"),
    Right.DELIVER_DOCUMENTS: _("Deliver documents"),
    Right.MANAGE_ADMINISTRATIONS: _("Add and change administrations"),
    Right.MANAGE_ACCESS: _("Give access to administrations"),
    Right.MANAGE_PEOPLE: _("Manage people, office and environment"),
    Right.MANAGE_LICENCE: _("Manage the licence"),
    Right.START_MOVE: _("Start a migration"),
    Right.RECEIVE_MOVE: _("Receive a migration"),
    Right.READ_MOVES: _("Follow migrations"),
    Right.READ_AUDIT: _("Read the audit log"),
}

PACKAGES: Words = {str(family): name for family, name in PACKAGE_NAMES.items()}

_BY_CODE = _("With a connector: change of connection, and migration between offices by transfer code.")
_BY_TICKET = _("With a connector: migration of a whole environment by transfer ticket.")
PACKAGE_DEEDS: Words = {
    PackageFamily.TWINFIELD: _BY_CODE,
    PackageFamily.EXACT_ONLINE: _BY_CODE,
    PackageFamily.MULTIVERS: _BY_CODE,
    PackageFamily.ACCOUNTVIEW: _BY_CODE,
    PackageFamily.AFAS_SB: _BY_TICKET,
}

SYSTEM_STATES: Words = {
    SystemState.CONNECTED: _("Connected"),
    SystemState.AVAILABLE: _("Not connected"),
    SystemState.UNAVAILABLE: _("Not available in this installation"),
}

WINDOWS: Words = {
    "minute": _("per minute"),
    "day": _("per day"),
    "errors": _("errors per hour"),
    "credits": _("credits per minute"),
}


def window(name: str) -> str:
    """What a limit counts; connectors add to "errors" what was asked for when they were made."""
    kind, _space, what = name.partition(" ")
    return f"{WINDOWS.get(kind, kind)} {what}".strip()


WAY_TONES: Mapping[str, str] = {Way.YES: "ok", Way.PART: "warn", Way.FILE: "info", Way.NO: "neutral"}

KEY_FIELDS: Words = {
    "token": _("Token"),
    "key": _("Key"),
}

EXPECT: Words = {
    PackageFamily.EXACT_ONLINE: _(
        "In Exact Online you sign in and tick the administrations that Overstap may see. Tick all that are here or are "
        "to come; of those that you leave out nothing can be read or booked."
    ),
    PackageFamily.TWINFIELD: _(
        "In Twinfield you sign in and agree. Overstap then works as you, in the environment in which you are: it sees "
        "the companies that you see there. Another environment of Twinfield is another connection."
    ),
}


def expect(package: str) -> str | Promise:
    """What awaits somebody who connects, at the package."""
    return EXPECT.get(package, _("At the accounting system you sign in, and agree that Overstap works there as you."))


SCOPES: Words = {
    Scope.ADMINISTRATIONS_READ: _("see which administrations there are"),
    Scope.DOCUMENTS_READ: _("list and fetch documents"),
    Scope.DOCUMENTS_WRITE: _("add, sort and delete documents"),
}

TOKEN_STATES: Words = {
    State.ACTIVE: _("active"),
    State.EXPIRED: _("expired"),
    State.REVOKED: _("revoked"),
}

NOTICES: Words = {
    Notice.OFFERED: _("My offer was sent"),
    Notice.ACCEPTED: _("My offer was accepted"),
    Notice.DELIVERED: _("A migration is ready to release"),
    Notice.RELEASED: _("A migration is completed, with the proof"),
}

OUTCOMES: Words = {"done": _("Done"), "refused": _("Refused")}

ACTIONS: Words = {
    "access.change": _("Change access to an administration"),
    "access.give": _("Give access to an administration"),
    "access.list": _("See who has access"),
    "access.withdraw": _("Withdraw access to an administration"),
    "account.forget-second-step": _("Take away somebody’s second step"),
    "account.rename": _("Change one’s own name"),
    "address.give": _("Give a delivery address"),
    "address.list": _("See the delivery addresses"),
    "address.look_up": _("Look a delivery address up"),
    "address.style": _("Choose how delivery addresses are made"),
    "administration.change": _("Change an administration"),
    "administration.copy": _("Copy an administration"),
    "administration.create": _("Add an administration"),
    "administration.entry": _("Open an entry"),
    "administration.journal": _("Open a journal"),
    "administration.journals": _("See the journals"),
    "administration.ledger-card": _("Open a ledger card"),
    "administration.list": _("See the administrations"),
    "administration.open-items": _("See the open items"),
    "administration.periods": _("See the periods"),
    "administration.relation": _("Open a relation"),
    "administration.relations": _("See the relations"),
    "administration.rename": _("Rename an administration"),
    "administration.show": _("Open an administration"),
    "administration.trial-balance": _("See the trial balance"),
    "administration.vat": _("See the VAT"),
    "administrations.list": _("See the administrations"),
    "app.activate": _("Activate an app again"),
    "app.change": _("Change something about an app"),
    "app.connect": _("Connect an app"),
    "app.end": _("End the connection with an app"),
    "app.list": _("See the apps"),
    "app.pair": _("Pair an app"),
    "app.pause": _("Pause an app"),
    "app.unpair": _("Unpair an app"),
    "audit-file.cancel": _("Cancel an import"),
    "audit-file.export": _("Export an audit file"),
    "audit-file.findings": _("See what an import found"),
    "audit-file.findings-csv": _("Download what an import found"),
    "audit-file.follow": _("Follow an import"),
    "audit-file.import": _("Import an audit file"),
    "audit-file.order": _("Order an import"),
    "asset.before": _("Enter depreciation from before an asset came here"),
    "asset.change": _("Change a fixed asset"),
    "asset.deed": _("Do something with a fixed asset"),
    "asset.depreciate": _("Book depreciation"),
    "asset.dispose": _("Dispose of a fixed asset"),
    "asset.enter": _("Enter a fixed asset"),
    "asset.list": _("See the fixed assets"),
    "asset.remove": _("Remove a fixed asset"),
    "asset.show": _("See a fixed asset"),
    "audit.download": _("Download the audit log"),
    "audit.read": _("Read the audit log"),
    "authorisation.approve": _("Approve a document"),
    "authorisation.decide": _("Decide about a document"),
    "authorisation.decided": _("See one’s own decisions"),
    "authorisation.demand": _("Set what authorisation is asked"),
    "authorisation.file": _("Download a document to decide about"),
    "authorisation.finish": _("Finish authorisation before a migration"),
    "authorisation.mine": _("See what waits for approval"),
    "authorisation.overview": _("See the authorisation of an administration"),
    "authorisation.reassign": _("Give a document to another authoriser"),
    "authorisation.reject": _("Reject a document"),
    "authorisation.send": _("Send a document for authorisation"),
    "authorisation.settle": _("Decide about everything that waits"),
    "authorisation.show": _("See the authorisation of a document"),
    "authorisation.start": _("Send a document into a workflow"),
    "authorisation.withdraw": _("Withdraw a document from a workflow"),
    "bank.account-saved": _("Change a bank or cash account"),
    "bank.confirm": _("Confirm what a payment pays"),
    "bank.consent-asked": _("Ask an account holder for consent at the bank"),
    "bank.consent-confirmed": _("Account holder confirms the consent at the bank"),
    "bank.import": _("Import bank statements"),
    "bank.link-ended": _("Switch off a bank link"),
    "bank.link-saved": _("Change a bank link"),
    "bank.look": _("See bank and cash"),
    "bank.set-aside": _("Set a line of a statement aside"),
    "bank.undo": _("Undo what a payment was matched with"),
    "books.export": _("Export books"),
    "books.exports": _("See the exports"),
    "books.read": _("Read the books"),
    "client.add": _("Add a client"),
    "client.list": _("See the clients"),
    "demo.read": _("Read the books in the demonstration"),
    "demo.fill": _("Fill the demonstration"),
    "document.add": _("Add documents"),
    "document.annotate": _("Write a note with a document"),
    "document.archive": _("See downloads of the archive"),
    "document.archive-download": _("Download the whole archive"),
    "document.archive-order": _("Have the whole archive packed"),
    "document.archive-remove": _("Delete a download of the archive"),
    "document.change": _("Change what is known of a document"),
    "document.deeds": _("Change several documents at once"),
    "document.delete": _("Delete documents"),
    "document.download": _("Download a document"),
    "document.link": _("Link a document to an entry"),
    "document.links": _("Choose who may open permanent links"),
    "document.list": _("See the archive"),
    "document.merge": _("Merge documents"),
    "document.preview": _("See the first page of a document"),
    "document.rename": _("Rename a document"),
    "document.restore": _("Restore documents"),
    "document.show": _("Open a document"),
    "document.split": _("Split a document"),
    "document.tag": _("Give documents a tag"),
    "document.upload": _("Upload a document in pieces"),
    "environment.ask": _("Ask for an environment"),
    "environment.ask-confirm": _("Open an environment by the link from the mail"),
    "environment.open": _("Open an environment"),
    "environment.rename": _("Rename the environment"),
    "former.accept": _("Get access back by accepting an invitation"),
    "former.invite": _("Invite a former user"),
    "former.link": _("Link a former user"),
    "former.list": _("See the former users"),
    "former.open": _("Give access to what came by a migration"),
    "former.put_aside": _("Put a former user aside"),
    "former.restore": _("Give a former user access again"),
    "former.show": _("Open a former user"),
    "former.unlink": _("Undo the link of a former user"),
    "home.show": _("Open Home"),
    "inbox.download": _("Download from the inbox"),
    "inbox.list": _("See the inbox"),
    "inbox.make_document": _("Make a document of something in the inbox"),
    "inbox.put_aside": _("Put something in the inbox aside"),
    "inbox.restore": _("Open something in the inbox again"),
    "inbox.scan": _("Add a scan to the inbox"),
    "inbox.show": _("Open something in the inbox"),
    "inbox.tag": _("Tag the documents of something in the inbox"),
    "incident.carry-out": _("Carry out an incident"),
    "incident.decline": _("Decline an incident"),
    "incident.file": _("File an incident"),
    "invitation.accept": _("Accept an invitation"),
    "invitation.decline": _("Decline an invitation"),
    "invitation.join": _("Join through an invitation"),
    "invitation.resend": _("Send an invitation again"),
    "invitation.send": _("Invite somebody"),
    "invitation.withdraw": _("Withdraw an invitation"),
    "licence.premium": _("Convert the trial to Premium"),
    "member.end": _("End somebody’s work here"),
    "member.list": _("See the people"),
    "member.role": _("Change somebody’s role"),
    "move.accept": _("Accept a migration"),
    "move.check": _("See the check report of a migration"),
    "move.check_mark": _("Mark a line of the check report as looked at"),
    "move.check_sample": _("Take a sample of a migration"),
    "move.check_unmark": _("Take back a mark on the check report"),
    "move.discard_draft": _("Discard a draft"),
    "move.look_up": _("Enter a transfer code"),
    "move.not_copied": _("See what was not copied"),
    "move.offer": _("Offer a migration"),
    "move.overview": _("See the migrations"),
    "move.proof": _("Fetch the proof of a migration"),
    "move.receive": _("Prepare to receive a migration"),
    "move.reject": _("Reject a migration"),
    "move.release": _("Release a migration"),
    "move.resume": _("Resume a migration"),
    "move.plan": _("See what goes along in a migration"),
    "move.show": _("Open a migration"),
    "move.start": _("Prepare a migration"),
    "move.status": _("Look at a migration"),
    "move.take_back": _("Give a migration back"),
    "move.withdraw": _("Withdraw a migration"),
    "notification.choose": _("Choose e-mails"),
    "office.change": _("Change the office"),
    "operator.incident": _("Open an incident"),
    "operator.incidents": _("See the incidents"),
    "operator.add": _("Make somebody an operator"),
    "operator.audit": _("Read the audit log of the installation"),
    "operator.audit-download": _("Download the audit log of the installation"),
    "operator.impersonate": _("Work in somebody’s name"),
    "operator.impersonate-end": _("Stop working in somebody’s name"),
    "operator.impersonated-page": _("Open a page in somebody’s name"),
    "operator.impersonations": _("See who worked in whose name"),
    "operator.licence": _("Give an environment a licence, as the operator"),
    "operator.list": _("See the operators"),
    "operator.office": _("Open an environment, as the operator"),
    "operator.offices": _("See all environments"),
    "operator.order": _("Open a migration, as the operator"),
    "operator.orders": _("See all migrations"),
    "operator.overview": _("Open the operator’s overview"),
    "operator.profile": _("Open a profile"),
    "operator.profile-copy": _("Copy a profile"),
    "operator.profiles": _("See the profiles"),
    "operator.queue": _("See the queue"),
    "operator.remove": _("End somebody’s work as an operator"),
    "operator.resume": _("Resume a migration, as the operator"),
    "operator.retry-job": _("Have a failed job tried again"),
    "operator.retry-mail": _("Have a failed e-mail sent again"),
    "original.delete": _("Delete an original"),
    "original.hold": _("Set a legal hold on an original"),
    "original.lift": _("Lift a legal hold on an original"),
    "original.list": _("See the originals"),
    "person.create": _("Make an account"),
    "conversion.accept": _("Agree to proposals of a conversion"),
    "conversion.begin": _("Read books for a conversion"),
    "conversion.cancel": _("Call off a conversion"),
    "conversion.csv": _("Download the report of a conversion"),
    "conversion.decide": _("Decide what a code becomes in a conversion"),
    "conversion.differences": _("See the differences of a conversion"),
    "conversion.done": _("A conversion ended"),
    "conversion.draw-up": _("Draw up a conversion"),
    "conversion.findings": _("See the findings of a conversion"),
    "conversion.go-on": _("Let a conversion go on"),
    "conversion.list": _("See the conversions"),
    "conversion.map": _("Open the mapping of a conversion"),
    "conversion.show": _("Open a conversion"),
    "conversion.stop": _("A conversion stopped"),
    "conversion.write": _("Write books by a conversion"),
    "rehearsal.list": _("See the rehearsals"),
    "rehearsal.order": _("Rehearse a migration"),
    "rehearsal.show": _("Open a rehearsal"),
    "relink.ask": _("Have the operator change a connection"),
    "relink.check": _("Try a changed connection again"),
    "relink.decline": _("Decline a change of connection"),
    "relink.execute": _("Execute a change of connection"),
    "relink.list": _("See the changes of connection"),
    "relink.order": _("Change a connection"),
    "relink.prepare": _("Prepare a change of connection"),
    "relink.show": _("Open a change of connection"),
    "relink.undo": _("Undo a change of connection"),
    "relink.withdraw": _("Withdraw a change of connection"),
    "operator.relink": _("Open an order to change connections"),
    "operator.relink-decline": _("Decline an order to change connections"),
    "operator.relink-execute": _("Execute an order to change connections"),
    "operator.relinks": _("See the orders to change connections"),
    "practice.change": _("Change the practice package"),
    "settings.show": _("Open the settings"),
    "system.capabilities": _("See what a package can do"),
    "system.check": _("Test a connection"),
    "system.connect": _("Connect an accounting system"),
    "system.consent": _("Connect with an accounting package by consent"),
    "system.disconnect": _("Disconnect an accounting system"),
    "system.forget": _("Forget the login data of a connection"),
    "system.key": _("Enter the login data of a connection"),
    "system.limits": _("See the limits of an accounting package"),
    "system.list": _("See the accounting systems"),
    "system.rename": _("Rename a connection"),
    "system.renew-keys": _("Encrypt login data under a new key"),
    "tax.authorisation": _("Enter an authorisation at the tax authority"),
    "tax.back": _("Put a VAT return back to draft"),
    "tax.certificate": _("Enter a certificate"),
    "tax.codes": _("See where VAT codes lead"),
    "tax.deed": _("Do something with a VAT return"),
    "tax.discard": _("Discard a draft VAT return"),
    "tax.draft": _("Begin a VAT return"),
    "tax.file": _("Put down a VAT return as filed"),
    "tax.map": _("Choose where a VAT code leads"),
    "tax.port": _("Enter a port"),
    "tax.ready": _("Make a VAT return ready"),
    "tax.remove": _("Remove an entry from a register of VAT"),
    "tax.return": _("See a VAT return"),
    "tax.returns": _("See the VAT returns"),
    "tax.right": _("Give or take a right for VAT"),
    "tax.setting": _("Change the settings of VAT"),
    "tax.settings": _("Change who files VAT"),
    "tax.structure": _("Change the reporting structure"),
    "tax.supplement": _("Begin a supplement to a VAT return"),
    "tax.type": _("Type into a VAT return"),
    "administration.payment": _("Payment agreement"),
    "sales.invoices": _("Look at invoices"),
    "sales.invoice_pdf": _("Open the PDF of an invoice"),
    "sales.quotations": _("Look at quotations"),
    "sales.quotation_pdf": _("Open the PDF of a quotation"),
    "sales.products": _("Look at products"),
    "sales.product": _("Add or change a product"),
    "sales.settings": _("How an administration sells"),
    "sales.series": _("Choose how numbers begin"),
    "sales.remove": _("Throw a draft of sales away"),
    "invoice.save": _("Write an invoice down"),
    "invoice.deed": _("Look at an invoice"),
    "invoice.to_send": _("Put an invoice with those to send"),
    "invoice.send": _("Send an invoice"),
    "invoice.credit": _("Make a credit invoice"),
    "quotation.save": _("Write a quotation down"),
    "quotation.deed": _("Look at a quotation"),
    "quotation.send": _("Send a quotation"),
    "quotation.settle": _("Write down the answer to a quotation"),
    "quotation.approve": _("A customer approves a quotation"),
    "quotation.refuse": _("A customer refuses a quotation"),
    "task.answer": _("Answer about what was not copied"),
    "task.assign": _("Assign a task"),
    "task.done": _("Mark a task as done"),
    "task.list": _("See the tasks"),
    "task.reopen": _("Reopen a task"),
    "task.show": _("Open a task"),
    "takeover.approve": _("Approve a takeover"),
    "takeover.codes": _("Choose codes for a takeover"),
    "takeover.export": _("Ask for a full export"),
    "takeover.export_done": _("Note that an export was sent"),
    "takeover.invite_client": _("Invite the client after a takeover"),
    "takeover.refuse": _("Refuse a takeover"),
    "takeover.request": _("Request a takeover"),
    "takeover.scope": _("Choose the administrations of a takeover"),
    "takeover.show": _("See the approvals"),
    "token.list": _("See the tokens"),
    "token.make": _("Make a token"),
    "token.revoke": _("Revoke a token"),
    "token.use": _("Use a token"),
    "tour.go": _("Take the tour"),
    "ticket.download": _("Download a transfer ticket"),
    "ticket.look": _("Look at a transfer ticket"),
    "ticket.make": _("Make a transfer ticket"),
    "ticket.preview": _("See what a transfer brings about"),
    "ticket.redeem": _("Redeem a transfer ticket"),
    "ticket.redeemed": _("Become the holder of an environment"),
    "workflow.add": _("Add a workflow"),
    "workflow.change": _("Change a workflow"),
    "workflow.delete": _("Delete a workflow"),
    "workflow.delete-all": _("Delete all workflows"),
    "workflow.empty": _("Take everybody out of the workflows"),
    "workflow.save": _("Save a workflow"),
}

# In the order in which they are told.
FACTS: Words = {
    "administration": _("Administration"),
    "administrations": _("Administrations"),
    "move": _("Migration"),
    "party": _("Party"),
    "order": _("Order"),
    "fee": _("Costs"),
    "environment": _("Environment"),
    "slug": _("URL part"),
    "codes": _("Codes"),
    "findings": _("Findings"),
    "name": _("Name"),
    "person": _("Person"),
    "email": _("E-mail address"),
    "role": _("Role"),
    "package": _("Accounting system"),
    "reference": _("Environment at the package"),
    "operator": _("By operator"),
    "reason": _("Reason"),
    "from": _("From"),
    "to": _("To"),
    "wanted": _("Wanted"),
    "delivery_address": _("Delivery address"),
    "payment_agreement": _("Payment agreement"),
    "superuser": _("Superuser"),
    "number": _("Number"),
    "year": _("Year"),
    "files": _("Files"),
    "lines": _("Lines"),
    "outcome": _("Outcome"),
    "state": _("State"),
    "until": _("Until"),
    "problems": _("Found"),
    "proof": _("Proof (SHA-256)"),
    "right": _("Needed"),
    "superusers": _("Superusers"),
    "kind": _("Kind"),
    "begun_by": _("Begun by"),
    "task": _("Task"),
    "line": _("Line"),
    "answer": _("Answer"),
    "document": _("Document"),
    "workflow": _("Workflow"),
    "workflows": _("Workflows"),
    "authorisers": _("Authorisers"),
    "moment": _("Authorised"),
    "comment": _("Comment"),
    "count": _("Number of them"),
    "app": _("App"),
    "device": _("Device"),
}
_PLACES = {key: place for place, key in enumerate(FACTS)}
_OF_CODES = frozenset({"role", "state", "right", "package", "wanted"})  # facts whose values are codes


def action(code: str) -> str:
    """An action of the audit log in words; one without words stands for itself."""
    return str(ACTIONS.get(code, code))


def outcome(code: str) -> str:
    """Done or refused, in words."""
    return str(OUTCOMES.get(code, code))


def facts(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The facts of a line as pairs of words and text."""
    for key, value in sorted(told.items(), key=lambda fact: _place(fact[0])):
        is_role = key in ("from", "to") and str(value) in set(Role)
        text = _text(value, in_words=is_role or key in _OF_CODES)
        if text:
            yield str(FACTS.get(key, key)), text


def _place(key: str) -> tuple[int, str]:
    return (_PLACES.get(key, len(_PLACES)), key)


def _text(value: object, *, in_words: bool) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"from", "to"}:
            return f"{_text(value['from'], in_words=False) or '–'} → {_text(value['to'], in_words=False) or '–'}"
        if "code" in value and "message" in value:  # a finding: its text stands on the page of the import
            return str(value["code"])
        return ", ".join(f"{key}: {_text(one, in_words=False)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one, in_words=in_words) for one in value)))
    if value is None or value == "":
        return ""
    return _word(str(value)) if in_words else str(value)


def _word(code: str) -> str:
    for table in (RIGHTS, PACKAGES, NOTICES):
        if code in table:
            return str(table[code])
    return word(code)
