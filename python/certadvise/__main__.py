"""Runs the program: ``python -m certadvise``."""

import os
import subprocess
import sys

from ._program import CertadviseError, find_program


def main() -> int:
    """Runs the program with the arguments of this process, and returns its exit code."""
    try:
        program = find_program()
    except CertadviseError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    command = [program, *sys.argv[1:]]
    if sys.platform == "win32":
        # Windows has no way to replace a process, so this one waits.
        return subprocess.run(command, check=False).returncode
    os.execv(program, command)


if __name__ == "__main__":
    sys.exit(main())
