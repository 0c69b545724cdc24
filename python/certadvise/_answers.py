"""What the program answers, as frozen dataclasses. ``None`` is unknown or absent, never zero."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """Something that the program reports: an error or a warning."""

    severity: str
    """``error`` or ``warning``."""
    message: str
    code: Optional[str]
    """A code that ``certadvise explain`` explains."""
    file: Optional[str]
    line: Optional[int]
    column: Optional[int]
    help: Optional[str]

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        parts = [":".join(place), self.message, f"({self.help})" if self.help else ""]
        at, message, help_text = parts
        return (f"{at}: " if at else "") + message + (f" {help_text}" if help_text else "")

    @classmethod
    def _read(cls, value: Json) -> Finding:
        return cls(
            severity=value["severity"],
            message=value["message"],
            code=value.get("code"),
            file=value.get("file"),
            line=value.get("line"),
            column=value.get("column"),
            help=value.get("help"),
        )


@dataclass(frozen=True)
class Hours:
    """A range of hours."""

    low: float
    high: float
    basis: str
    """``sourced`` or ``estimated``."""


@dataclass(frozen=True)
class Cost:
    """What it costs to earn and keep a credential, in US dollars and hours."""

    exam_usd: Optional[float]
    horizon_years: int
    total_usd: Optional[float]
    total_hours: Optional[Hours]
    upkeep_usd_per_year: Optional[float]
    upkeep_hours_per_year: Optional[Hours]


@dataclass(frozen=True)
class Axis:
    """How a credential does on one axis."""

    fit: float
    weight: float
    contribution: float
    because: str


@dataclass(frozen=True)
class Recommendation:
    """A credential to earn."""

    rank: int
    id: str
    name: str
    issuer: str
    tier: str
    category: str
    status: str
    score: float
    relevance: float
    axes: Mapping[str, Axis]
    """``platform``, ``tier`` and ``upkeep``; their contributions add up to the score."""
    cost: Cost
    confidence: Optional[str]
    """How sure the answer is of its first place: ``clear``, ``close`` or ``weak``; ``None`` at the others."""
    verified: Optional[str]
    """The date of the newest source of its facts, as precise as the source: ``2026-09-01`` or ``2026-09``."""
    reviewed: bool
    json: Json = field(repr=False, compare=False)
    """All that the program says about it."""

    @classmethod
    def _read(cls, value: Json) -> Recommendation:
        return cls(
            rank=value["rank"],
            id=value["id"],
            name=value["name"],
            issuer=value["issuer"],
            tier=value["tier"],
            category=value["category"],
            status=value["status"],
            score=value["score"],
            relevance=value["relevance"],
            axes={name: Axis(**axis) for name, axis in value["axes"].items()},
            cost=_cost(value["cost"]),
            confidence=None if value["confidence"] is None else value["confidence"]["level"],
            verified=None if value["facts"]["verified"] == "unknown" else value["facts"]["verified"],
            reviewed=value["facts"]["reviewed"],
            json=value,
        )


@dataclass(frozen=True)
class Excluded:
    """A credential that is not a candidate, and why."""

    id: str
    reason: str
    detail: Optional[str]


@dataclass(frozen=True)
class Advice:
    """Which credentials to earn, the best first."""

    as_of: datetime.date
    role: str
    level: str
    environment: Mapping[str, float]
    recommendations: tuple[Recommendation, ...]
    excluded: tuple[Excluded, ...] = field(repr=False)
    warnings: tuple[Finding, ...] = ()
    json: Json = field(default_factory=dict, repr=False, compare=False)
    """The whole answer, as ``certadvise recommend --format json`` gives it."""

    @classmethod
    def _read(cls, value: Json, warnings: tuple[Finding, ...]) -> Advice:
        profile = value["profile"]
        return cls(
            as_of=datetime.date.fromisoformat(value["as_of"]),
            role=profile["role"],
            level=profile["level"],
            environment=profile["environment"],
            recommendations=tuple(map(Recommendation._read, value["recommendations"])),
            excluded=tuple(
                Excluded(id=one["id"], reason=one["reason"], detail=one.get("detail")) for one in value["excluded"]
            ),
            warnings=warnings,
            json=value,
        )


@dataclass(frozen=True)
class Item:
    """One demand of a requirement set, and how far it is met."""

    id: str
    name: Optional[str]
    severity: str
    """``required``, or what only warns."""
    needed: int
    filled: int
    covered: bool
    breaks_on: Optional[datetime.date]
    """The first day on which it is no longer met if nobody renews, within the time looked at."""
    json: Json = field(repr=False, compare=False)
    """All that the program says about it."""

    @classmethod
    def _read(cls, value: Json) -> Item:
        return cls(
            id=value["id"],
            name=value["name"],
            severity=value["severity"],
            needed=value["needed"],
            filled=value["filled"],
            covered=value["covered"],
            breaks_on=_day(value["breaks_on"]),
            json=value,
        )


@dataclass(frozen=True)
class Requirement:
    """A requirement set, and how far the team meets it."""

    id: str
    name: str
    covered: bool
    breaks_on: Optional[datetime.date]
    items: tuple[Item, ...]
    not_checked: tuple[str, ...]
    """What no roster can show."""

    @classmethod
    def _read(cls, value: Json) -> Requirement:
        return cls(
            id=value["id"],
            name=value["name"],
            covered=value["covered"],
            breaks_on=_day(value["breaks_on"]),
            items=tuple(map(Item._read, value["items"])),
            not_checked=tuple(value["not_checked"]),
        )


@dataclass(frozen=True)
class Verdict:
    """Whether a team has what is required."""

    covered: bool
    """Whether every requirement is met. Look at this: the verdict itself is neither true nor false."""
    as_of: datetime.date
    until: datetime.date
    breaks_on: Optional[datetime.date]
    """The first day on which it no longer is if nobody renews; ``None`` if that is not before ``until``."""
    people: int
    requirements: tuple[Requirement, ...]
    warnings: tuple[Finding, ...] = ()
    json: Json = field(default_factory=dict, repr=False, compare=False)
    """The whole answer, as ``certadvise coverage --format json`` gives it."""

    @property
    def gaps(self) -> tuple[Item, ...]:
        """The items that are not met."""
        return tuple(item for requirement in self.requirements for item in requirement.items if not item.covered)

    def __bool__(self) -> bool:
        raise TypeError("a verdict is neither true nor false: look at `.covered`")

    @classmethod
    def _read(cls, value: Json, warnings: tuple[Finding, ...]) -> Verdict:
        return cls(
            covered=value["covered"],
            as_of=datetime.date.fromisoformat(value["as_of"]),
            until=datetime.date.fromisoformat(value["until"]),
            breaks_on=_day(value["breaks_on"]),
            people=value["people"],
            requirements=tuple(map(Requirement._read, value["requirements"])),
            warnings=warnings,
            json=value,
        )


def _day(text: Optional[str]) -> Optional[datetime.date]:
    return None if text is None else datetime.date.fromisoformat(text)


def _hours(value: Json) -> Optional[Hours]:
    """Hours; the program writes 0 with the basis ``unknown`` where it doesn't know them."""
    if value["basis"] == "unknown":
        return None
    return Hours(low=value["low"], high=value["high"], basis=value["basis"])


def _cost(value: Json) -> Cost:
    return Cost(
        exam_usd=value["exam_usd"],
        horizon_years=value["horizon_years"],
        total_usd=value["total_usd"],
        total_hours=_hours(value["total_hours"]),
        upkeep_usd_per_year=value["upkeep_usd_per_year"],
        upkeep_hours_per_year=_hours(value["upkeep_hours_per_year"]),
    )
