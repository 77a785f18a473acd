"""How a command works as an operator: --as names one; by default it is the house's own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from overstap.cli.session import Session
from overstap.tenancy import access
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.operators.access import at_work as operator_at_work


@contextmanager
def at_work(session: Session, action: str, facts: Mapping[str, object] | None = None) -> Iterator[Operator]:
    """The operator of this session, in one transaction; refusals are logged. Raises NotFound for anybody else."""
    email = session.choices.person
    person = access.person_by_email(email) if email else access.operator_person()
    with operator_at_work(person, action, facts) as operator:
        yield operator
