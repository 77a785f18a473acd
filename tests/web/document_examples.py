"""Something behind every address of documents."""

from overstap.books.documents.transit import takeaways, uploading
from overstap.books.documents.transit.uploading import Announced
from overstap.tenancy import audit
from tests.books.documents.deeds import keep
from tests.books.documents.test_pages import pdf
from tests.moves.world import CODE, TwoOffices

_OF_ONE = ("document", "document-preview", "document-download", "document-change", "document-delete",
           "document-restore", "document-split", "document-link")  # fmt: skip
_OF_TAKEAWAY = ("document-archive-file", "document-archive-remove")


def document_examples(world: TwoOffices) -> dict[str, str]:
    """A PDF of two pages, an upload that has begun, an archive that waits to be packed."""
    uid = str(keep(world, pdf(101, 102), "Factuur 12.pdf"))
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        begun = uploading.begin(actor, CODE, Announced("half.pdf", 10, "k"), 1_000)
        packed = takeaways.order(actor, CODE)
    return {
        **dict.fromkeys((f"{name}.uid" for name in _OF_ONE), uid),
        **dict.fromkeys((f"{name}.uid" for name in _OF_TAKEAWAY), str(packed)),
        "document-upload.uid": str(begun.uid),
        "document-merge?": f"?document={uid}",
    }
