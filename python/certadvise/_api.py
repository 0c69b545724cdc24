"""The functions of the package. Each is a command of the program, and its parameters are the flags of that command."""

from __future__ import annotations

import datetime
import os
from typing import Iterable, Mapping, Optional, Union

from ._answers import Advice, Verdict
from ._program import ask

Date = Union[str, datetime.date]
Path = Union[str, "os.PathLike[str]"]
Paths = Union[Path, Iterable[Path]]
Words = Union[str, Iterable[str]]
Value = Union[str, int, float, datetime.date, "os.PathLike[str]"]


def recommend(
    role: Optional[str] = None,
    env: Optional[str] = None,
    *,
    level: Optional[str] = None,
    work_role: Optional[str] = None,
    context: Optional[str] = None,
    industry: Optional[str] = None,
    experience: Optional[float] = None,
    holds: Union[Words, Mapping[str, Optional[Date]]] = (),
    issuer: Words = (),
    topic: Words = (),
    budget: Optional[float] = None,
    max_hours: Optional[int] = None,
    horizon: Optional[int] = None,
    weights: Optional[Mapping[str, float]] = None,
    top: Optional[int] = None,
    as_of: Optional[Date] = None,
    catalog: Paths = (),
) -> Advice:
    """Which credentials to earn next, as ``certadvise recommend`` ranks them.

    ``holds`` takes ids, or a map from ids to the dates on which they were earned (``None`` if that is not known).

    Raises :class:`CertadviseError` where the program can't answer, for instance for an unknown role.
    """
    flags = _Flags()
    flags.add("role", role)
    flags.add("env", env)
    flags.add("level", level)
    flags.add("work-role", work_role)
    flags.add("context", context)
    flags.add("industry", industry)
    flags.add("experience", experience)
    flags.add_all("holds", _holdings(holds))
    flags.add_all("issuer", _several(issuer))
    flags.add_all("topic", _several(topic))
    flags.add("budget", budget)
    flags.add("max-hours", max_hours)
    flags.add("horizon", horizon)
    flags.add_all("weights", [f"{axis}={weight}" for axis, weight in (weights or {}).items()])
    flags.add("top", top)
    flags.add("as-of", as_of)
    flags.add_all("catalog", _several(catalog))
    return Advice._read(*ask("recommend", flags.words, "certadvise.recommend/1"))


def coverage(
    team: Paths = (),
    require: Paths = (),
    *,
    as_of: Optional[Date] = None,
    within: Optional[str] = None,
    valid_for: Optional[str] = None,
    min_evidence: Optional[str] = None,
    assume_valid: bool = False,
    allow_unknown: bool = False,
    anonymize: bool = False,
    catalog: Paths = (),
) -> Verdict:
    """Whether a team has what is required, as ``certadvise coverage`` judges it.

    ``team`` names rosters, and ``require`` requirement files or built-in sets; without them, ``certadvise.yaml`` says
    which. In a test: ``assert certadvise.coverage("team.yaml", "requirements.yaml").covered``.

    Raises :class:`CertadviseError` where it can't be judged. A team that is not covered is an answer, not an error.
    """
    flags = _Flags()
    flags.add_all("team", _several(team))
    flags.add_all("require", _several(require))
    flags.add("as-of", as_of)
    flags.add("within", within)
    flags.add("valid-for", valid_for)
    flags.add("min-evidence", min_evidence)
    flags.add_switch("assume-valid", assume_valid)
    flags.add_switch("allow-unknown", allow_unknown)
    flags.add_switch("anonymize", anonymize)
    flags.add_all("catalog", _several(catalog))
    return Verdict._read(*ask("coverage", flags.words, "certadvise.coverage/1"))


class _Flags:
    """Flags as the program takes them, each with its value in one word, so that no value is taken for a flag."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def add(self, flag: str, value: Optional[Value]) -> None:
        if value is not None:
            self.words.append(f"--{flag}={os.fspath(value) if isinstance(value, os.PathLike) else value}")

    def add_all(self, flag: str, values: Iterable[Value]) -> None:
        for value in values:
            self.add(flag, value)

    def add_switch(self, flag: str, is_on: bool) -> None:
        if is_on:
            self.words.append(f"--{flag}")


def _several(values: Paths) -> Iterable[Path]:
    """One value or several."""
    return [values] if isinstance(values, (str, os.PathLike)) else values


def _holdings(holds: Union[Words, Mapping[str, Optional[Date]]]) -> Iterable[Path]:
    if isinstance(holds, Mapping):
        return [id if earned is None else f"{id}={earned}" for id, earned in holds.items()]
    return _several(holds)
