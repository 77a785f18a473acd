"""What pages show of imports. Only those who may import see them; others' are not found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from overstap.connectors.audit_file.models import ImportFinding, ImportJob
from overstap.connectors.audit_file.orders import job_of, require_importing
from overstap.lib.findings import Finding, Severity
from overstap.lib.kept_sentences import restore
from overstap.tenancy.access import Actor

LONGEST_PAGE = 200
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an import was refused or failed; the texts can be told in other languages (``lib.sentences``)."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings of one code there are; ``example`` is the message of the first."""

    severity: str
    code: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in a list. ``number`` is what to ask the next page with; ``lines`` are those so far."""

    number: int
    uid: UUID
    code: str
    name: str
    is_new: bool
    year: int
    state: str
    person: str
    files: Sequence[Mapping[str, Any]]
    lines: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state not in {"waiting", "running"}


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """An import with its outcome: ``result`` as ImportResult.as_dict without findings, None until it is done."""

    row: ImportRow
    encoding: str
    result: Mapping[str, Any] | None
    problem: Problem | None
    counts: Sequence[FindingCount]

    def findings(self, severity: str = "") -> int:
        """How many findings there are, of one severity if asked."""
        return sum(one.count for one in self.counts if not severity or one.severity == severity)


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """A page of findings as (number, finding), and after which number the next one starts (None: no more)."""

    rows: Sequence[tuple[int, Finding]]
    next: int | None


def import_job(actor: Actor, uid: UUID) -> ImportDetail:
    """One import. Raises NotAllowed, NotFound."""
    require_importing(actor)
    job = job_of(actor, uid)
    return ImportDetail(
        row=_row(job),
        encoding=job.encoding,
        result=job.result,
        problem=_problem(job.problem),
        counts=_counts(job),
    )


def import_jobs(actor: Actor, *, before: int | None = None, limit: int = 20) -> list[ImportRow]:
    """The environment's imports, newest first: those with a number below ``before``. Raises NotAllowed."""
    require_importing(actor)
    found = ImportJob.objects.filter(environment=actor.environment).select_related("person").order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    return [_row(job) for job in found[: max(1, min(limit, LONGEST_PAGE))]]


def findings_page(
    actor: Actor, uid: UUID, *, severity: str = "", code: str = "", after: int = 0, limit: int = 100
) -> FindingsPage:
    """A page of an import's findings, of one severity or code if asked. Raises NotAllowed, NotFound."""
    require_importing(actor)
    most = max(1, min(limit, LONGEST_PAGE))
    found = _chosen(job_of(actor, uid), severity, code).filter(nr__gt=after)
    rows = [(one.nr, _finding(one)) for one in found[: most + 1]]
    return FindingsPage(rows[:most], rows[most - 1][0] if len(rows) > most else None)


def all_findings(actor: Actor, uid: UUID, *, severity: str = "", code: str = "") -> Iterator[Finding]:
    """All of an import's findings, as a stream. Raises NotAllowed, NotFound."""
    require_importing(actor)
    for one in _chosen(job_of(actor, uid), severity, code).iterator(_AT_ONCE):
        yield _finding(one)


def _counts(job: ImportJob) -> list[FindingCount]:
    firsts = ImportFinding.objects.filter(job=job).order_by("code", "nr").distinct("code")
    examples = {code: restore(message) for code, message in firsts.values_list("code", "message")}
    return [FindingCount(severity, code, count, examples.get(code, "")) for severity, code, count in job.counts]


def _chosen(job: ImportJob, severity: str, code: str) -> Any:
    found = ImportFinding.objects.filter(job=job).order_by("nr")
    if severity:
        found = found.filter(severity=severity)
    return found.filter(code=code) if code else found


def _finding(one: ImportFinding) -> Finding:
    return Finding(one.code, Severity(one.severity), one.place, restore(one.message), restore(one.remedy))


def _problem(kept: Mapping[str, Any] | None) -> Problem | None:
    return Problem(kept["code"], restore(kept["message"]), restore(kept["remedy"])) if kept else None


def _row(job: ImportJob) -> ImportRow:
    return ImportRow(
        number=job.pk,
        uid=job.uid,
        code=job.code,
        name=job.name,
        is_new=job.is_new,
        year=job.year,
        state=job.state,
        person=job.person.name,
        files=job.files,
        lines=job.lines,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )
