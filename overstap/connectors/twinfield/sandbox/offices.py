"""Offices: listing those that the user may see, and reading one."""

from overstap.connectors.twinfield.sandbox.elements import Element, named, put, put_all, root, text
from overstap.connectors.twinfield.sandbox.session import Session


def listed(_request: Element, session: Session) -> Element:
    """``<list><type>offices</type></list>``: needs no company in the header."""
    made = root("offices", {"result": "1"})
    for office in session.offices():
        named(made, "office", office.code, office.name, office.shortname)
    return made


def read(request: Element, session: Session) -> Element:
    """``<read><type>office</type><code>001</code></read>``; the code may stand in ``office`` too."""
    office = session.office(text(request, "code") or text(request, "office") or session.company)
    made = root("office", {"status": "active", "result": "1"})
    put(made, "code", office.code)
    put_all(made, {"name": office.name, "shortname": office.shortname, "uid": office.uid})
    named(made, "basecurrency", office.currency, "Euro", "Euro")
    named(made, "reportingcurrency", office.currency, "Euro", "Euro")
    put_all(
        made,
        {
            "created": "20250101080000",
            "modified": "20250101080000",
            "touched": "1",
            "vatnumber": office.vatnumber,
            "cocnumber": office.cocnumber,
        },
    )
    named(made, "country", office.country, "Nederland", "NL")
    addresses = put(made, "addresses")
    address = put(addresses, "address", attributes={"id": "1", "type": "invoice", "default": "true"})
    put_all(address, {"name": office.name, **office.address, "country": office.country})
    years = put(made, "years")
    for year in office.years:
        put(years, "year", year)
    return made
