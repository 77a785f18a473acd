"""Who works as an operator of the installation: the people who keep it running, and see no books."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.tenancy import audit
from overstap.tenancy.access import NotFound, acting
from overstap.tenancy.models import Person
from overstap.tenancy.values import PersonKind


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator at work; ``overstap_is_operator()`` holds in the transaction around."""

    person: Person


def is_operator(person: Person) -> bool:
    """Whether this account is that of an operator in office."""
    return person.kind == PersonKind.OPERATOR and person.is_active


@contextmanager
def at_work(person: Person, action: str, facts: Mapping[str, object] | None = None) -> Iterator[Operator]:
    """``person`` at work as an operator, in one transaction and in no environment; a refusal is in the audit log.

    Raises NotFound (OPERATOR-ONLY) for anybody else: that there is a console is not theirs to know.
    """
    with audit.on_refusal(person, "", action, facts), acting(person.pk, []):
        if not is_operator(person):
            raise NotFound(
                _("There is nothing here for you."),
                code="OPERATOR-ONLY",
                remedy=_("This is for operators of the installation."),
            )
        yield Operator(person)
