"""Something of sales behind every address of it."""

from overstap.books.sales import actions
from overstap.tenancy import audit
from tests.books.sales.filled import draft
from tests.books.sales.selling import ready
from tests.moves.world import CODE, TwoOffices


def sales(world: TwoOffices) -> dict[str, str]:
    """Drafts of an invoice and a quotation of the giver, by the names of their pages."""
    ready(world.alice, world.giver.slug, CODE)
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        invoice = str(actions.save_invoice(actor=actor, code=CODE, draft=draft()))
        quotation = str(actions.save_quotation(actor=actor, code=CODE, draft=draft()))
    pages = ("", "-edit", "-pdf", "-preview")
    return {
        **{f"sales-invoice{page}.uid": invoice for page in pages},
        **{f"sales-quotation{page}.uid": quotation for page in pages},
        "sales-product?": "?product=BROOD",
    }
