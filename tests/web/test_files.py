"""Import of audit files and exports, as pages."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page, expect

from overstap.books.ledger import queries as ledger
from overstap.connectors.audit_file import running, uploads
from overstap.tenancy import access
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Right
from tests.connectors.files import small
from tests.connectors.orders import hold_jobs, queue
from tests.moves.world import CODE, TwoOffices
from tests.web.browsing import barriers_in_light_and_dark, sign_in
from tests.web.site import Site

SignIn = Callable[[Person], Client]


@pytest.fixture
def english(signed_in_for_real: SignIn, offices: TwoOffices) -> Client:
    """Alice, who reads English."""
    client = signed_in_for_real(offices.alice)
    client.post("/language/", {"language": "en"})
    return client


@pytest.fixture
def signed_in_for_real(assets: None, offices: TwoOffices) -> Iterator[SignIn]:
    """As ``signed_in``, with commits, so that what is ordered can be done by the worker."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    with queue():
        yield enter


def send(client: Client, world: TwoOffices, *files: tuple[str, bytes], **fields: str):  # type: ignore[no-untyped-def] # Django's test response has no name
    """Send the form of an import. A worker that other tests started does not get at what is ordered."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    with transaction.atomic():
        answer = client.post(f"/e/{world.giver.slug}/import/", {"target": "new", "audit_files": sent, **fields})
        hold_jobs()
    return answer


def imported(client: Client, world: TwoOffices, content: bytes, **fields: str) -> str:
    """Import a file, worker and all; gives the address of its page."""
    answer = send(client, world, ("books.xaf", content), **fields)
    assert answer.status_code == 302, answer.text
    address = answer.headers["Location"]
    work_on(world, address)
    return str(address)


def work_on(world: TwoOffices, address: str) -> None:
    """What the worker does, in this process."""
    uid = UUID(address.rstrip("/").rpartition("/")[2])
    with transaction.atomic():
        running.run(str(uid), world.giver.slug)


def test_an_audit_file_becomes_an_administration(english: Client, offices: TwoOffices, tmp_path: Path) -> None:
    address = imported(english, offices, small(tmp_path).read_bytes(), code="2001")
    page = english.get(address).text
    assert "Imported" in page
    assert "Bakkerij Jansen B.V." in page
    assert "150.00" in page
    with access.enter(offices.alice, offices.giver.slug) as actor:
        one = access.administration(actor, "2001", Right.READ_BOOKS)
        assert sum(year.entries for year in ledger.years(one)) == 2
    assert "books.xaf" in english.get(f"/e/{offices.giver.slug}/import/").text


def test_the_page_of_a_job_asks_for_news_until_it_ends(english: Client, offices: TwoOffices, tmp_path: Path) -> None:
    answer = send(english, offices, ("books.xaf", small(tmp_path).read_bytes()), code="2001")
    address = answer.headers["Location"]
    page = english.get(address).text
    assert 'hx-trigger="every 2s"' in page
    assert "Waiting for its turn" in page
    part = english.get(f"{address}?following=1", headers={"hx-request": "true"})
    assert "<html" not in part.text
    work_on(offices, address)
    ended = english.get(f"{address}?following=1", headers={"hx-request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert "every 2s" not in english.get(address).text


def test_a_waiting_import_can_be_called_off(english: Client, offices: TwoOffices, tmp_path: Path) -> None:
    address = send(english, offices, ("books.xaf", small(tmp_path).read_bytes())).headers["Location"]
    assert english.get(f"{address}cancel/").status_code == 405
    english.post(f"{address}cancel/")
    assert "called off" in english.get(address).text
    assert english.post(f"{address}cancel/").status_code == 422


def test_findings_can_be_filtered_paged_and_downloaded_in_ones_own_language(
    english: Client, offices: TwoOffices, tmp_path: Path
) -> None:
    text = small(tmp_path, credit="99.00").read_text("utf-8")
    lines = "".join(
        f"<trLine><nr>{nr}</nr><accID>=9{nr}</accID><docRef>X</docRef><effDate>2024-03-02</effDate><amnt>0.00</amnt>"
        "<amntTp>D</amntTp></trLine>"
        for nr in range(10, 260)
    )
    address = imported(
        english, offices, text.replace("</transaction></journal>", lines + "</transaction></journal>", 1).encode()
    )
    page = english.get(address).text
    assert "nothing was written" in page
    assert "XAF-UNBALANCED" in page
    findings = english.get(f"{address}findings/").text
    assert findings.count("<tr>") == 101
    after = re.search(r"after=(\d+)", findings)
    assert after is not None
    assert "First page" in english.get(f"{address}findings/?after={after.group(1)}").text
    errors = english.get(f"{address}findings/?severity=error").text
    assert "The entry does not balance" in errors
    assert "XAF-UNKNOWN-ACCOUNT" not in re.sub(r"<select.*?</select>", "", errors, flags=re.DOTALL)
    content = downloaded(english.get(f"{address}findings.csv?code=XAF-UNKNOWN-ACCOUNT")).decode("utf-8-sig")
    assert content.startswith("Severity,Code,Place")
    assert content.count("XAF-UNKNOWN-ACCOUNT") == 250
    english.post("/language/", {"language": "nl"})
    assert "De boeking is niet in evenwicht" in english.get(f"{address}findings/?severity=error").text


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("photo.xaf", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 50, "XAF-NOT-XAF"),
        ("empty.xaf", b"", "XAF-"),
        ("evil.xaf", b'<!DOCTYPE auditfile [<!ENTITY a "b">]><auditfile>&a;</auditfile>', "XAF-DOCTYPE"),
        ("till.xaa", b'<auditfile xmlns="http://www.auditfiles.nl/XAA/1.0"><header/></auditfile>', "XAF-OTHER-KIND"),
        ("../../../etc/passwd", b"root:x:0:0", "XAF-NOT-XAF"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_on_the_form(
    english: Client, offices: TwoOffices, name: str, content: bytes, code: str
) -> None:
    before = {path.name for path in settings.UPLOAD_DIR.glob("*")} | {"arriving"}
    answer = send(english, offices, (name, content), code="2001")
    assert answer.status_code == 422
    assert code in answer.text
    assert 'value="2001"' in answer.text
    assert {path.name for path in settings.UPLOAD_DIR.glob("*")} <= before


def test_no_file_and_no_administration_are_asked_for(english: Client, offices: TwoOffices, tmp_path: Path) -> None:
    assert "This field is required" in send(english, offices).text
    answer = send(english, offices, ("a.xaf", small(tmp_path).read_bytes()), target="existing")
    assert answer.status_code == 422
    assert "Enter the code of the administration" in answer.text


def test_a_form_that_is_too_large_is_refused_and_not_kept(
    english: Client, offices: TwoOffices, tmp_path: Path, settings: object
) -> None:
    settings.UPLOAD_LIMIT = 1000  # type: ignore[attr-defined]
    before = set(uploads.arriving().glob("*"))
    answer = send(english, offices, ("books.xaf", small(tmp_path).read_bytes()))
    assert answer.status_code == 422
    assert "UPLOAD-TOO-LARGE" in answer.text
    assert set(uploads.arriving().glob("*")) <= before


def test_files_of_strangers_and_to_other_pages_are_not_taken_in(
    assets: None, english: Client, offices: TwoOffices
) -> None:
    before = set(uploads.arriving().glob("*"))
    address = f"/e/{offices.giver.slug}/import/"
    file = SimpleUploadedFile("a.xaf", b"x" * 100_000)
    sent = {"audit_files": file, "target": "new"}
    assert Client().post(address, sent).status_code == 302
    file.seek(0)
    english.post("/language/", {**sent, "language": "en"})
    assert set(uploads.arriving().glob("*")) <= before


def test_who_may_not_import_sees_no_imports_and_others_find_nothing(
    english: Client, signed_in_for_real: SignIn, offices: TwoOffices, tmp_path: Path
) -> None:
    address = imported(english, offices, small(tmp_path).read_bytes(), code="2001")
    bob, dora = signed_in_for_real(offices.bob), signed_in_for_real(offices.dora)
    for page in (f"/e/{offices.giver.slug}/import/", address, f"{address}findings/", f"{address}findings.csv"):
        assert bob.get(page).status_code == 403
        assert dora.get(page).status_code == 404
        assert dora.get(page.replace(offices.giver.slug, offices.receiver.slug)).status_code == (
            200 if page.endswith("/import/") else 404
        )
    assert bob.post(f"{address}cancel/").status_code == 403


def test_pages_ask_the_database_a_fixed_number_of_times(
    english: Client, offices: TwoOffices, tmp_path: Path, django_assert_max_num_queries: Callable[..., object]
) -> None:
    address = imported(english, offices, small(tmp_path).read_bytes(), code="2001")
    for page in (address, f"{address}findings/", f"/e/{offices.giver.slug}/import/"):
        with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
            assert english.get(page).status_code == 200


def downloaded(answer) -> bytes:  # type: ignore[no-untyped-def] # Django's test response has no name
    """The file that was sent."""
    return b"".join(answer.streaming_content)


def export_page(world: TwoOffices) -> str:
    return f"/e/{world.giver.slug}/administrations/{CODE}/export/"


def test_a_table_is_downloaded_for_excel(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    sent = {"table": "trial-balance", "year": "2025", "format": "xlsx", "notation": "dutch"}
    answer = client.post(f"{export_page(world)}table/", sent)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{CODE}-trial-balance-2025.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(answer))).worksheets[0]
    assert sheet["A1"].value == "Rekening"
    assert sheet.max_row > 3


def test_a_ledger_card_needs_its_account_and_one_that_exists(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    sent = {"table": "ledger-card", "year": "2025", "format": "csv", "notation": "dutch"}
    assert client.post(f"{export_page(world)}table/", sent).status_code == 422
    refused = client.post(f"{export_page(world)}table/", {**sent, "account": "nope"})
    assert (refused.status_code, "ACCOUNT-NOT-FOUND" in refused.text) == (422, True)
    card = client.post(f"{export_page(world)}table/", {**sent, "account": "1300"})
    assert b"121,00" in downloaded(card)


def test_what_a_version_cannot_carry_is_shown_before_the_download(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    shown = client.get(f"{export_page(world)}audit-file/?year=2025&version=3.2")
    assert shown.status_code == 200
    assert "XAF 3.2" in shown.text
    answer = client.post(f"{export_page(world)}audit-file/", {"year": "2025", "version": "3.2"})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{CODE}-2025.xaf"'
    assert b"<auditfile" in downloaded(answer)
    assert client.get(f"{export_page(world)}audit-file/?year=1999&version=3.2").status_code == 422
    assert client.get(f"{export_page(world)}audit-file/?year=2025&version=9").status_code == 422


def test_what_was_exported_imports_again_as_the_same_books(english: Client, offices: TwoOffices) -> None:
    answer = english.post(f"{export_page(offices)}audit-file/", {"year": "2025", "version": "3.2"})
    imported(english, offices, downloaded(answer), code="AGAIN")
    with access.enter(offices.alice, offices.giver.slug) as actor:
        there, here = (access.administration(actor, code, Right.READ_BOOKS) for code in (CODE, "AGAIN"))
        assert ledger.trial_balance(there, year=2025) == ledger.trial_balance(here, year=2025)
        assert ledger.vat_per_code(there, 2025) == ledger.vat_per_code(here, 2025)
        assert ledger.open_items(there) == ledger.open_items(here)


def test_what_another_package_imports_comes_as_a_zip_with_the_steps(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    assert "AccountView" in client.get(export_page(world)).content.decode()
    answer = client.post(f"{export_page(world)}package/", {"package": "multivers"})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{CODE}-multivers.zip"'
    with ZipFile(io.BytesIO(b"".join(answer))) as packed:
        assert "accounts.csv" in packed.namelist()
    refused = client.post(f"{export_page(world)}package/", {"package": "exact_online"})
    assert (refused.status_code, b"PACKAGE-CANNOT" in refused.content) == (422, True)
    assert client.get(f"{export_page(world)}package/").status_code == 302


def test_exports_need_their_right_and_access(signed_in: SignIn, world: TwoOffices) -> None:
    for address in (export_page(world), f"{export_page(world)}audit-file/?year=2025&version=3.2"):
        assert signed_in(world.bob).get(address).status_code == 403
        assert signed_in(world.dora).get(address).status_code == 404
        assert signed_in(world.dora).get(address.replace(world.giver.slug, world.receiver.slug)).status_code == 404
    assert signed_in(world.bob).post(f"{export_page(world)}table/", {}).status_code == 403
    assert signed_in(world.bob).post(f"{export_page(world)}package/", {"package": "multivers"}).status_code == 403


def test_a_file_is_dropped_followed_and_its_findings_read_in_a_real_browser(
    guarded: Page, site: Site, offices: TwoOffices, tmp_path: Path
) -> None:
    path = small(tmp_path, name="Bakkerij De Korenaar")
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(f"{site.url}/e/{offices.giver.slug}/import/")
    check(guarded)
    data = guarded.evaluate_handle(
        """text => { const data = new DataTransfer();
        data.items.add(new File([text], 'korenaar.xaf')); return data; }""",
        path.read_text("utf-8"),
    )
    guarded.dispatch_event("#drop", "drop", {"dataTransfer": data})
    expect(guarded.locator("#drop-files")).to_contain_text("korenaar.xaf")
    expect(guarded.locator("input[name=name]")).to_have_value("Bakkerij De Korenaar")
    guarded.locator("input[name=code]").fill("B-9")
    guarded.locator("#importing button.btn--primary").click()
    expect(guarded.get_by_role("heading", level=1)).to_have_text("Bakkerij De Korenaar")
    expect(guarded.locator(".head .badge")).to_have_text("Ingelezen", timeout=60_000)
    check(guarded)
    guarded.goto(f"{guarded.url}findings/")
    check(guarded)
    guarded.goto(f"{site.url}{export_page(offices)}")
    check(guarded)


def check(page: Page) -> None:
    """No violation of WCAG and nothing beside the screen, on a desk and a phone, in light and dark."""
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    assert barriers_in_light_and_dark(page) == [], page.url
    page.set_viewport_size({"width": 1440, "height": 900})
