"""The port: what processes ask of an accounting package, whichever it is.

A connector is an object with the methods of ``Connector``. It keeps nothing: which environment of the package is meant
stands in the ``Connection``. Whatever the package says or throws becomes a value of this module or one of our errors
(overstap.lib.errors) in the connector.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from overstap.lib.errors import NeedsSetting, TryLater
from overstap.tenancy.values import PackageFamily


class NoConnector(NeedsSetting):
    """This installation has no connector for that package."""

    code = "CONNECTOR-MISSING"


class PackageAway(TryLater):
    """The package does not answer."""

    code = "PACKAGE-AWAY"


@dataclass(frozen=True, slots=True)
class Connection:
    """One environment of a package, as one environment here is connected with it.

    ``reference`` is how the connector finds it at the package; ``environment`` is the number of ours.
    """

    package: PackageFamily
    name: str
    reference: str
    environment: int


@dataclass(frozen=True, slots=True)
class ListedAdministration:
    """An administration as the package lists it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a connection works now; ``message`` says in a sentence what is the matter where it does not."""

    works: bool
    message: str = ""


class Connector(Protocol):
    """What every connector can do."""

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """What the package lists there at this moment, by code. Raises PackageAway, or another OverstapError."""

    def health(self, connection: Connection) -> Health:
        """Whether work can be done through ``connection``. Never raises for what is wrong at the package."""
