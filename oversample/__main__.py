"""Commands of the package: ``python -m oversample --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from oversample._cli import compile_kernels, report_file, resample_file
from oversample._cli.errors import CommandError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return the exit status: 0 done, 1 not possible, 2 told wrongly."""
    parser = argparse.ArgumentParser(
        prog="python -m oversample", description="Commands of the package oversample."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    for command in (resample_file, report_file, compile_kernels):
        command.add(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("interrupted: files that were written are whole", file=sys.stderr)
        return 130  # what shells give for a program that Ctrl-C has ended


if __name__ == "__main__":
    sys.exit(main())
