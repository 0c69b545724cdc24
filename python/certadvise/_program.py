"""Finds the program and runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from typing import Any, Iterator, Sequence

from ._answers import Finding

VARIABLE = "CERTADVISE_PROGRAM"
"""The variable that names another program than the one installed with this package."""

COULD_NOT_JUDGE = 2
"""The exit code of the program where there is no answer."""


class CertadviseError(Exception):
    """The program gave no answer.

    The message is what the program reports; ``findings`` has it in parts, and ``exit_code`` is the program's.
    """

    exit_code: int
    findings: tuple[Finding, ...]

    def __init__(
        self,
        message: str,
        exit_code: int = COULD_NOT_JUDGE,
        findings: Sequence[Finding] = (),
    ) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.findings = tuple(findings)


def find_program() -> str:
    """The path of the program: what ``CERTADVISE_PROGRAM`` names, else what is installed with this package."""
    named = os.environ.get(VARIABLE)
    if named:
        if os.path.isfile(named):
            return os.path.abspath(named)
        raise CertadviseError(f"`{named}`, which {VARIABLE} names, is not a file")
    name = "certadvise" + (sysconfig.get_config_var("EXE") or "")
    folders = list(_script_folders())
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise CertadviseError(f"`{name}` is in none of {', '.join(folders)}; install the package again, or set {VARIABLE}")


def _script_folders() -> Iterator[str]:
    """Where installers put programs: of the environment, of the user, and beside the packages of ``pip --target``."""
    yield sysconfig.get_path("scripts")
    user_scheme = "nt_user" if os.name == "nt" else "posix_user"
    if sys.platform == "darwin" and getattr(sys, "_framework", False):
        user_scheme = "osx_framework_user"
    yield sysconfig.get_path("scripts", scheme=user_scheme)
    packages = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield os.path.join(packages, "bin")


def ask(command: str, flags: Sequence[str], schema: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The JSON that a command answers with, and its warnings.

    Raises :class:`CertadviseError` where the program gives no answer, or one of another schema.
    """
    program = find_program()
    arguments = [program, command, "--format=json", "--error-format=json", "--exit-zero", *flags]
    run = subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    findings = tuple(_findings(run.stderr))
    if run.returncode != 0:
        errors = [finding for finding in findings if finding.severity == "error"]
        message = "\n".join(map(str, errors)) or run.stderr.strip() or f"the program ended with {run.returncode}"
        raise CertadviseError(message, run.returncode, errors)
    answer: dict[str, Any] = json.loads(run.stdout)
    if answer.get("schema") != schema:
        raise CertadviseError(f"`{program}` answers with `{answer.get('schema')}`: expected `{schema}`")
    return answer, tuple(finding for finding in findings if finding.severity == "warning")


def _findings(stderr: str) -> Iterator[Finding]:
    """The lines of stderr that are findings."""
    for line in stderr.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and "severity" in value and "message" in value:
            yield Finding._read(value)
