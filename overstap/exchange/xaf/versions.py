"""The vocabulary of each version as data: which element holds which of our fields, in the order of its schema.

3.0 is read with the vocabulary of 3.1. Reading uses the tables to find fields and to see what is too long or out of
order, writing uses them for order and for what the version cannot carry.
"""

from collections.abc import Mapping
from types import MappingProxyType

from overstap.exchange.xaf.tables_3 import XAF3, XAF31
from overstap.exchange.xaf.tables_4 import XAF4
from overstap.exchange.xaf.tables_clair2 import CLAIR2
from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.vocabulary import Table

TABLES: Mapping[Version, Mapping[str, Table]] = MappingProxyType(
    {
        Version.CLAIR2: CLAIR2,
        Version.V3_0: XAF31,
        Version.V3_1: XAF31,
        Version.V3_2: XAF3,
        Version.V3_2_1: XAF3,
        Version.V4_0: XAF4,
    }
)

LINE_TAG = MappingProxyType(dict.fromkeys(TABLES, "trLine") | {Version.CLAIR2: "line"})

_ODB = "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP"
NAMESPACES: Mapping[Version, str] = MappingProxyType(
    {
        Version.CLAIR2: "",
        Version.V3_0: "http://www.auditfiles.nl/XAF/3.0",
        Version.V3_1: "http://www.auditfiles.nl/XAF/3.1",
        Version.V3_2: "http://www.auditfiles.nl/XAF/3.2",
        Version.V3_2_1: f"{_ODB}/1.0/structures/XmlAuditfileFinancieel3.2.1",
        Version.V4_0: f"{_ODB}/1.1/structures/XmlauditfileXAF_4.0",
    }
)
