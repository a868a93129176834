"""The command ``report``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from oversample._cli import arguments
from oversample._cli.errors import CommandError, as_command_errors
from oversample._cli.output import check_writable, write_whole

_DESCRIPTION = """\
Tell what a sampler would do to a table, without writing the table.

Rows of each class before and after; where synthetic rows come from and where they lie; how columns
change; columns that are not what they look like, such as identifiers; warnings. It is what
oversample.report tells in Python."""

_EXAMPLES = """\
examples:
  python -m oversample report train.csv --target fraud
  python -m oversample report train.csv report.html --target fraud --method adasyn --seed 0"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the package."""
    command = commands.add_parser(
        "report",
        help="tell what a sampler would do to a table",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    arguments.add_common(command)
    command.add_argument(
        "output",
        type=Path,
        nargs="?",
        help="a file for the report, a page if it ends in .html; by default it is printed",
    )
    command.add_argument("--force", action="store_true", help="replace the file if it exists")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a report, or write it to a file."""
    if options.output is not None:
        check_writable(options.output, options.input, options.force)
    from oversample._cli.tables import read_table

    table = read_table(
        options.input, options.target, arguments.csv_style(options), options.categorical
    )
    X, y = arguments.features(options, table.frame)
    sampler = arguments.make_sampler(options, y)
    for note in table.notes:
        print(f"note: {note}", file=sys.stderr)
    report = make_report(sampler, X, y)
    if options.output is None:
        print(report)
    else:
        write_whole(options.output, lambda path: write_report(report, path))
        print(f"{options.output}: the report")
    return 0


def make_report(sampler: Any, X: Any, y: Any) -> Any:
    """Resample, and return the report of it; see :func:`oversample.report`."""
    from oversample.inspection.report import report

    if not hasattr(sampler, "_row_attributes"):
        raise CommandError(f"{sampler!r} does not tell which rows are synthetic.")
    with as_command_errors():
        return report(sampler, X, y)


def write_report(report: Any, path: Path) -> None:
    """Write a report: as a page if the name ends as one does, else as text."""
    if path.suffix.lower() in (".html", ".htm"):
        text = _PAGE.format(body=report._repr_html_())
    else:
        text = f"{report}\n"
    path.write_text(text, encoding="utf-8")


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Report of a resampling</title>
<body style="font-family: system-ui, sans-serif; margin: 2em">
{body}
</body>
</html>
"""
