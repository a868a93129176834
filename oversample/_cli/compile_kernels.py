"""The command ``compile``."""

from __future__ import annotations

import argparse
import sys
import time

_DESCRIPTION = """\
Compile the kernels, so that the first call of a process finds them on disk.

Neighbour searches of some thousand rows and transforms of images run in machine code that is
compiled on the machine itself, for its processor, when it is first needed. That takes some seconds,
once; it is kept beside the package, or in the folder that NUMBA_CACHE_DIR names, and is compiled
anew after an upgrade. Run this where an image of a container is built, by the user that will run
it, and on the kind of processor that will."""

_EXAMPLES = """\
examples:
  python -m oversample compile                     everything
  python -m oversample compile --only neighbors    for tables alone, in a few seconds
  RUN python -m oversample compile                 a line of a Dockerfile
  NUMBA_CACHE_DIR=/cache python -m oversample compile
                                                   into a folder; set it at run time too"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the package."""
    command = commands.add_parser(
        "compile",
        help="compile the kernels beforehand, as for a container image",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--only",
        choices=("neighbors", "images"),
        help="the searches of tables, or the transforms of images; by default both",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compile kernels; the status is 1 where they cannot be kept."""
    from oversample._compile import PARTS
    from oversample._kernels import COMPILED
    from oversample._kernels.neighbors.pairs import join

    if not COMPILED:
        print("NUMBA_DISABLE_JIT is set: nothing is compiled.", file=sys.stderr)
        return 1
    for part in [options.only] if options.only else PARTS:
        start = time.perf_counter()
        PARTS[part]()
        print(f"{part}: ready after {time.perf_counter() - start:.1f} s")
    if join.stats.cache_path is None:
        print("No folder can be written: set NUMBA_CACHE_DIR.", file=sys.stderr)
        return 1
    print(f"kept beside {join.stats.cache_path}")
    return 0
