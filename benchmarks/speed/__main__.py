"""Entry point of ``python -m benchmarks.speed``: check the extra, then run the command line."""

from __future__ import annotations

import sys

from benchmarks import run


def main() -> int:
    """Run the speed benchmark, or say how to install what it needs; return the exit code."""
    missing = run.missing_modules()
    if missing:
        return run.main()
    if "--images" in sys.argv[1:]:
        from benchmarks.speed import images

        return images.main([word for word in sys.argv[1:] if word != "--images"])
    from benchmarks.speed import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
