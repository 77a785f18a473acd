"""The two offices and the builder of the demonstration, and the people in them. All of it is invented."""

from dataclasses import dataclass

from overstap.tenancy import access, actions, audit, people
from overstap.tenancy.actions import LicenceDetails, OfficeDetails
from overstap.tenancy.operators import access as operators
from overstap.tenancy.operators import accounts
from overstap.tenancy.roles import Role
from overstap.tenancy.values import OfficeKind, Tier


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in an office."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office with its environment; the first of its people is the superuser."""

    slug: str
    name: str
    members: tuple[Member, ...]
    kind: OfficeKind = OfficeKind.ACCOUNTANCY

    @property
    def superuser(self) -> Member:
        """Who decides here."""
        return self.members[0]


GIVER = Office(
    "de-linde",
    "De Linde Accountants",
    (
        Member("marieke@delinde.example", "Marieke Terpstra", Role.SUPERUSER),
        Member("joost@delinde.example", "Joost Abbink", Role.ACCOUNTANT),
        Member("fatima@delinde.example", "Fatima Haddou", Role.SME_BOOKKEEPER),
        Member("henk@klant.example", "Henk van Rietschoten", Role.CLIENT_USER),
    ),
)
RECEIVER = Office(
    "van-dam",
    "Van Dam & Partners",
    (
        Member("sanne@vandam.example", "Sanne van Dam", Role.SUPERUSER),
        Member("ruben@vandam.example", "Ruben Kuiper", Role.ACCOUNTANT),
    ),
)
BUILDER = Office(
    "bouwbedrijf-kade",
    "Bouwbedrijf Kade",
    (
        Member("petra@kadebouw.example", "Petra Hoekstra", Role.SUPERUSER),
        Member("mo@kadebouw.example", "Mo Achterberg", Role.SME_BOOKKEEPER),
    ),
    OfficeKind.ENTREPRENEUR,
)

KEEPER = Member("tess@overstap.example", "Tess van Beek", "operator")


def appoint_operator() -> None:
    """Make the account of whoever keeps the installation of the demonstration."""
    with operators.at_work(access.operator_person(), "operator.add") as operator:
        accounts.add(operator, email=KEEPER.email, name=KEEPER.name)


def gather(office: Office) -> None:
    """Make the office, its environment and its people."""
    for member in office.members:
        actions.create_person(email=member.email, name=member.name, by=access.operator_person())
    actions.open_environment(
        by=access.operator_person(),
        slug=office.slug,
        name=office.name,
        superuser=access.person_by_email(office.superuser.email),
        office=OfficeDetails(office.name, office.kind),
        licence=LicenceDetails(Tier.PREMIUM, f"DEMO-{office.slug.upper()}"),
    )
    for member in office.members[1:]:
        _join(office, member)


def _join(office: Office, member: Member) -> None:
    with audit.attempt(access.person_by_email(office.superuser.email), office.slug, "invitation.send") as actor:
        token = people.invite(actor=actor, email=member.email, role=member.role)
    people.accept_invitation(person=access.person_by_email(member.email), token=token)
