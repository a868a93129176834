"""Arguments that ``resample`` and ``report`` have in common, and the sampler that they name."""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._cli.errors import CommandError, UsageError

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from oversample._cli.csv_table import CsvStyle
    from oversample._cli.tables import TableFile

# Those of `StrategyName`, which takes NumPy to import, and --help none.
_STRATEGIES = ("auto", "minority", "not minority", "not majority", "all")
# Parameters that take a sampler, which is given by its name here.
_TAKES_SAMPLER = ("sampler", "smote")


def add_common(command: argparse.ArgumentParser) -> None:
    """Add what names a table, its labels and a sampler."""
    command.add_argument("input", type=Path, help="CSV with a header, or parquet")
    command.add_argument("--target", required=True, metavar="COLUMN", help="the labels")
    _add_sampler(command)
    columns = command.add_argument_group("columns")
    columns.add_argument(
        "--categorical",
        action="append",
        default=[],
        metavar="COLUMN",
        help="numbers that are categories, such as postcodes; text is anyway. Repeat for others",
    )
    columns.add_argument(
        "--copy",
        action="append",
        default=[],
        metavar="COLUMN",
        help="no feature, such as an identifier or a name: a new row has that of the row that it "
        "starts from. Repeat for others",
    )
    _add_csv(command)


def _add_sampler(command: argparse.ArgumentParser) -> None:
    sampler = command.add_argument_group("sampler")
    sampler.add_argument(
        "--method",
        default="smote",
        metavar="NAME",
        help="any sampler of the package; case, hyphens and underscores do not matter (default: "
        "smote)",
    )
    amount = sampler.add_mutually_exclusive_group()
    amount.add_argument(
        "--strategy",
        choices=_STRATEGIES,
        help="the classes that are filled up to the largest (default: auto, all others)",
    )
    amount.add_argument(
        "--ratio", type=float, metavar="R", help="of the rare class to the other, of two"
    )
    amount.add_argument(
        "--rows",
        action="append",
        type=_count_of_label,
        metavar="LABEL=N",
        help="rows of a class afterwards, or with a decimal point (0.5) their ratio to the largest "
        "class. Repeat for others",
    )
    sampler.add_argument("--seed", type=int, metavar="N", help="same seed, same rows")
    sampler.add_argument(
        "--set",
        action="append",
        default=[],
        type=_assignment,
        dest="parameters",
        metavar="NAME=VALUE",
        help="any parameter of the sampler, by its name in Python: --set k_neighbors=3. Repeat for "
        "others",
    )


def _add_csv(command: argparse.ArgumentParser) -> None:
    csv = command.add_argument_group("CSV")
    csv.add_argument(
        "--separator",
        type=_separator,
        metavar="C",
        help="between cells: one character, or 'tab' (default: from the first line)",
    )
    csv.add_argument(
        "--decimal", choices=(".", ","), default=".", help="the decimal point (default: .)"
    )
    csv.add_argument("--encoding", default="utf-8", help="of the text (default: utf-8)")
    csv.add_argument(
        "--missing",
        action="append",
        default=[],
        metavar="TEXT",
        help="what stands for a missing cell beside an empty one, such as NA. Repeat for others",
    )


def csv_style(options: argparse.Namespace) -> CsvStyle:
    """Return how CSV is to be read."""
    from oversample._cli.csv_table import CsvStyle

    missing = frozenset(["", *options.missing])
    return CsvStyle(options.separator, options.decimal, options.encoding, missing)


def make_sampler(options: argparse.Namespace, labels: Series) -> Any:
    """Return the sampler that arguments name.

    Parameters
    ----------
    options : argparse.Namespace
        The arguments.
    labels : Series
        The labels of the table.

    Raises
    ------
    UsageError
        If there is no sampler or parameter of that name.
    CommandError
        If a label is not there.
    """
    from oversample import _by_name
    from oversample._soft_labels import check_hard_labels

    parameters = {name: _value(text) for name, text in options.parameters}
    for name, value in _told_elsewhere(options, labels).items():
        if name in parameters:
            raise UsageError(f"{name!r} is told twice: by --set, and by an option of its own.")
        parameters[name] = value
    inner = {name: value for name, value in parameters.items() if "__" in name}
    outer = {name: value for name, value in parameters.items() if "__" not in name}
    try:
        for name in _TAKES_SAMPLER:
            if isinstance(outer.get(name), str):
                outer[name] = _by_name.make_sampler(outer[name], {})
        sampler = _by_name.make_sampler(options.method, outer).set_params(**inner)
        check_hard_labels(sampler, "A file", "one table with one label a row")
    except (ValueError, TypeError) as error:
        raise UsageError(str(error)) from error
    return sampler


def _told_elsewhere(options: argparse.Namespace, labels: Series) -> dict[str, Any]:
    """Return the parameters that have options of their own, where they were given."""
    told: dict[str, Any] = {}
    if options.seed is not None:
        told["random_state"] = options.seed
    if options.rows is not None:
        label_of = {str(label): label for label in labels.unique()}
        for text, _ in options.rows:
            if text not in label_of:
                listed = ", ".join(map(repr, sorted(label_of)))
                raise CommandError(f"No row has the label {text!r}. There are: {listed}.")
        told["sampling_strategy"] = {label_of[text]: n for text, n in options.rows}
    elif options.ratio is not None:
        told["sampling_strategy"] = options.ratio
    elif options.strategy is not None:
        told["sampling_strategy"] = options.strategy
    return told


def print_notes(table: TableFile, X: DataFrame) -> None:
    """Print, on standard error, which columns are probably not what they are taken for."""
    from oversample._table import column_concerns

    concerns = column_concerns(X)
    if concerns:
        concerns.append("--copy COLUMN leaves a column out of X, and copies its cells.")
    for note in [*table.notes, *concerns]:
        print(f"note: {note}", file=sys.stderr)


def features(options: argparse.Namespace, frame: DataFrame) -> tuple[DataFrame, Series]:
    """Return the columns that are resampled, and the labels.

    Raises
    ------
    CommandError
        If a column that is to be copied is not there, or is the target, or none is left.
    """
    from oversample._by_name import unknown_name

    others = [name for name in frame.columns if name != options.target]
    for name in options.copy:
        if name not in others:
            raise CommandError(unknown_name("column to copy", name, others))
    X = frame[[name for name in others if name not in options.copy]]
    if not X.shape[1]:
        raise CommandError(f"There is no column beside {options.target!r} to make rows of.")
    return X, frame[options.target]


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def _count_of_label(text: str) -> tuple[str, int | float]:
    label, equals, count = text.rpartition("=")
    value = _value(count)
    if not equals or isinstance(value, bool) or not isinstance(value, int | float):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a label, =, and a number of rows or a ratio such as 0.5"
        )
    return label, value


def _separator(text: str) -> str:
    separator = "\t" if text in ("tab", r"\t") else text
    if len(separator) != 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not one character, and not 'tab'")
    return separator


def _value(text: str) -> Any:
    """Return the value that Python reads in a text; the text itself if it reads none."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
