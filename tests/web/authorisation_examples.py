"""Something behind the addresses of authorisation and the App Center."""

from overstap.books.authorisation import deciding, workflows
from overstap.books.authorisation.values import Demand, Demands, Moment, WorkflowDraft
from overstap.books.documents import store
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.tenancy import access, audit
from overstap.tenancy.appcenter import actions as apps
from overstap.tenancy.appcenter.values import AppDraft
from overstap.tenancy.roles import Right
from tests.moves.world import CODE, TwoOffices

_OF_A_DOCUMENT = ("document", "file", "decide", "reassign", "withdraw")


def authorisation_examples(world: TwoOffices) -> dict[str, str]:
    """A document that waits for Alice, and an app."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        workflows.demand(actor, CODE, Demands(Demand.OPTIONAL, Demand.OPTIONAL))
        key = workflows.add_workflow(actor, CODE, WorkflowDraft("Inkoop", [world.alice.uid]))
        one = access.administration_for_writing(actor, CODE, Right.DELIVER_DOCUMENTS)
        arrival = Arrival("factuur.pdf", "application/pdf", Source.UPLOAD, Tag.PURCHASE)
        document = store.keep(one, b"%PDF-1.7 factuur", arrival).uid
        deciding.start(actor, CODE, document, key, Moment.BEFORE)
        app = apps.connect(actor, AppDraft("AFAS Link", "Bonnen fotograferen", pairs=True))
    return {
        "document": str(document),
        "app": str(app),
        "deed": "pair",
        "authorisation-workflow?": "?name=inkoop",
        **{f"authorisation-{name}.number": "1" for name in _OF_A_DOCUMENT},
    }
