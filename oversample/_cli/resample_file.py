"""The command ``resample``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._cli import arguments
from oversample._cli.errors import CommandError, UsageError, as_command_errors
from oversample._cli.output import check_writable, write_whole
from oversample._cli.report_file import make_report, write_report

if TYPE_CHECKING:
    from pandas import Series

    from oversample.plan.base import BasePlan

_DESCRIPTION = """\
Append synthetic rows of rare classes to a table.

The input is CSV with a header, or parquet (extra "parquet"); the output is of the kind that its
name ends in. Rows of the input come back as they are, in CSV character by character: leading zeros,
quotes, dates, empty cells. New rows follow, written as their column is. They are the rows that
oversample.resample gives in Python for the same seed.

Methods that clean change that: ccr and rbccr move rows of the input, ipf, smote-enn and
smote-tomek leave some out. How many of each is told at the end.

Synthetic rows are for training. Split off the rows to test on first, and keep them out of this."""

_EXAMPLES = """\
examples:
  python -m oversample resample train.csv balanced.csv --target fraud --seed 0
  python -m oversample resample train.csv --target fraud --dry-run
      how many rows of which class, without making or writing any
  python -m oversample resample train.csv out.csv --target fraud --ratio 0.2 --mark synthetic
      one fraud to five others, and a column that tells the new rows
  python -m oversample resample train.parquet out.parquet --target stage \\
          --rows III=500 --rows IV=0.5
      500 rows of III, and half as many of IV as the largest class has
  python -m oversample resample patients.csv out.csv --target ill \\
          --copy patient_id --categorical ward
      an identifier is copied from the row that a new row starts from; ward is no number
  python -m oversample resample train.csv out.csv --target fraud --method borderline-smote \\
          --set k_neighbors=3 --set scale=std --report report.html
  python -m oversample resample messwerte.csv out.csv --target Fehler --separator ';' --decimal ,
  python -m oversample resample transactions/ balanced/ --target fraud --ratio 0.05 \\
          --seed 0 --out-of-core
      a folder of files into another, with the memory that the rare rows need
  python -m oversample resample transactions/ balanced/ --target fraud --ratio 0.05 \\
          --seed 0 --dask tcp://10.0.0.1:8786
      the same rows, by the workers of a cluster

exit status: 0 done; 1 not possible with this table; 2 wrong arguments"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the package."""
    command = commands.add_parser(
        "resample",
        help="append synthetic rows of rare classes to a CSV or parquet file",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    arguments.add_common(command)
    command.add_argument(
        "output",
        type=Path,
        nargs="?",
        help="the file to write; with --out-of-core or --dask a folder",
    )
    command.add_argument(
        "--out-of-core",
        action="store_true",
        help='for tables larger than memory (extra "parquet"): the input is a CSV or parquet file '
        "or a folder of them, the output a folder; what was interrupted goes on",
    )
    command.add_argument(
        "--dask",
        metavar="ADDRESS",
        help='for parquet files larger than a machine (extra "dask"): the scheduler of a cluster, '
        "whose workers see the files, such as tcp://10.0.0.1:8786; or the word here, for workers "
        "on this machine; the output is a folder",
    )
    command.add_argument(
        "--exact",
        choices=("auto", "yes", "no"),
        help="with --out-of-core or --dask: whether neighbors are searched among all rows of a "
        "class, or in cells of near rows; auto: in cells where its numbers take more than 2 GiB "
        "(default: auto)",
    )
    command.add_argument("--force", action="store_true", help="replace the output if it exists")
    command.add_argument(
        "--dry-run", action="store_true", help="tell how many rows would be made, and write nothing"
    )
    command.add_argument(
        "--mark", metavar="COLUMN", help="a further last column, true in synthetic rows"
    )
    command.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write what the sampler did, as the command report does; - prints it",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Resample a file into another."""
    if options.out_of_core or options.dask is not None:
        from oversample._cli import resample_large

        return resample_large.run(options)
    _check_arguments(options)
    from oversample._cli.tables import read_table

    table = read_table(
        options.input, options.target, arguments.csv_style(options), options.categorical
    )
    if options.mark in table.frame:
        raise CommandError(
            f"{options.input} has a column {options.mark!r} already. Give --mark another name."
        )
    X, y = arguments.features(options, table.frame)
    sampler = arguments.make_sampler(options, y)
    arguments.print_notes(table, X)
    if options.dry_run:
        with as_command_errors():
            plan = sampler.plan(X, y)
        print(_counts(y, plan))
        return 0
    _resample(options, table, sampler, X, y)
    return 0


def _check_arguments(options: argparse.Namespace) -> None:
    """Raise where arguments contradict each other, or a file is not to be written."""
    from oversample._cli.tables import kind_of

    kind_of(options.input)
    if options.exact is not None:
        raise UsageError("--exact goes with --out-of-core or --dask only.")
    if options.dry_run:
        return
    if options.output is None:
        raise UsageError("Name the file to write, or give --dry-run.")
    kind_of(options.output)
    check_writable(options.output, options.input, options.force)
    if _is_file(options.report):
        check_writable(options.report, options.input, options.force)
        if options.report.absolute() == options.output.absolute():
            raise UsageError("--report names the output. Name another file.")


def _resample(options: argparse.Namespace, table: Any, sampler: Any, X: Any, y: Any) -> None:
    from oversample._cli.outcome import outcome_of
    from oversample._cli.tables import write_table

    report = None
    if options.report is None:
        with as_command_errors():
            X_new, y_new = sampler.fit_resample(X, y)
    else:
        report = make_report(sampler, X, y)
        sampler, X_new, y_new = report.sampler, report.X_resampled, report.y_resampled
    outcome = outcome_of(sampler, table.frame, X_new, y_new, options.copy)
    write_whole(
        options.output,
        lambda path: write_table(table, options.input, path, outcome, options.mark),
    )
    print(f"{options.output}: {outcome}")
    if report is not None and _is_file(options.report):
        write_whole(options.report, lambda path: write_report(report, path))
        print(f"{options.report}: the report")
    elif report is not None:
        print(f"\n{report}")


def _is_file(report: Path | None) -> bool:
    return report is not None and str(report) != "-"


def _counts(y: Series, plan: BasePlan) -> str:
    """Return a table of the rows of each class, before and after."""
    from oversample._shown import text_table

    before = y.value_counts(sort=False)
    header = ["class", "rows", "new", "then"]
    rows = []
    for label in plan.classes:
        n_old, n_new = int(before[label]), plan.counts.get(label, 0)
        rows.append([str(label), *(f"{n:,}" for n in (n_old, n_new, n_old + n_new))])
    notes = [repr(plan), plan.remark] if plan.remark else [repr(plan)]
    return "\n".join([*text_table(header, rows, words=["class"]), *notes])
