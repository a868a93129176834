"""Entry point of ``python -m benchmarks.speed``: check the extra, then run the command line.

================================= =======================================================
:mod:`benchmarks.speed_cases`     samplers, sizes, targets, data
:mod:`benchmarks.speed_timing`    warm times of contenders that take turns in this process
:mod:`benchmarks.speed_processes` memory and first calls, in fresh processes that run
                                  :mod:`benchmarks.speed_child`
:mod:`benchmarks.speed_mixing`    the mixing family beside one pass of NumPy
:mod:`benchmarks.speed_table`     tables and verdicts, from the measurements alone
:mod:`benchmarks.speed_plot`      the scaling plot
:mod:`benchmarks.speed_images`    image transforms instead of samplers, with ``--images``
================================= =======================================================
"""

from __future__ import annotations

import sys

from benchmarks import run


def main() -> int:
    """Run the speed benchmark, or say how to install what it needs; return the exit code."""
    missing = run.missing_modules()
    if missing:
        return run.main()
    if "--images" in sys.argv[1:]:
        from benchmarks import speed_images

        return speed_images.main([word for word in sys.argv[1:] if word != "--images"])
    from benchmarks import speed_cli

    return speed_cli.main()


if __name__ == "__main__":
    sys.exit(main())
