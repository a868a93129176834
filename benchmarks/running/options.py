"""The options of the command line, and the entries that they choose."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

import joblib

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import METHODS
from benchmarks.catalog.profiles import PROFILES
from benchmarks.catalog.readers.own import own_dataset
from benchmarks.protocol.classifier import Classifier
from benchmarks.protocol.dataset import Dataset
from benchmarks.protocol.duplicates import distinct
from benchmarks.protocol.method import Method
from benchmarks.running.own_file import check_own_file

RESULTS = Path(__file__).parents[1] / "results"


class Choice(NamedTuple):
    """What a run compares.

    Attributes
    ----------
    name : str
        That of the profile, or of the user's own table.
    datasets, methods, classifiers : list
        Entries of the registries.
    repeats : dict
        From the name of a data set to how often it is split into folds.
    left_out : list of str
        Packages of the profile's classifiers that are not installed: those are not compared.
    """

    name: str
    datasets: list[Dataset]
    methods: list[Method]
    classifiers: list[Classifier]
    repeats: dict[str, int]
    left_out: list[str]


def make_parser(command: str, description: str | None) -> argparse.ArgumentParser:
    """Return the parser of a command, which shows the text of its module as that stands there."""
    return argparse.ArgumentParser(
        prog=command,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def names(text: str) -> tuple[str, ...]:
    """Split a comma-separated list of names."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def positive(text: str) -> int:
    """Return a count that is at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, not {text!r}")
    return int(text)


def results_folder(text: str) -> Path:
    """Return the path of a folder, which need not exist: better asked now than after the run."""
    path = Path(text)
    nearest = next(parent for parent in (path, *path.absolute().parents) if parent.exists())
    if not nearest.is_dir():
        raise argparse.ArgumentTypeError(f"must be a folder, but {nearest} is a file")
    return path


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description="Compare over-samplers with their rivals on real skewed data sets.",
        epilog="A run that was stopped goes on where it was when the same command is given again.",
    )
    parser.add_argument("--profile", choices=list(PROFILES), default="quick", help="default: quick")
    parser.add_argument("--datasets", type=names, help="comma-separated, instead of the profile's")
    parser.add_argument("--methods", type=names, help="comma-separated, instead of the profile's")
    parser.add_argument("--classifiers", type=names, help="comma-separated")
    parser.add_argument("--data", type=Path, metavar="FILE", help="your own CSV or parquet table")
    parser.add_argument("--target", metavar="COLUMN", help="its column of classes")
    parser.add_argument("--repeats", type=positive, help="how often the data are split into folds")
    parser.add_argument(
        "--drop-duplicates",
        action="store_true",
        help="leave out rows that equal an earlier one: none is in training and in test",
    )
    parser.add_argument(
        "--tune",
        type=positive,
        default=1,
        metavar="N",
        help="choose among N configurations per arm in inner folds (default: 1, no tuning)",
    )
    parser.add_argument(
        "--thresholds",
        action="store_true",
        help="choose thresholds for every arm in inner folds (five more fits a cell)",
    )
    parser.add_argument("--jobs", type=int, default=joblib.cpu_count(), help="processes")
    parser.add_argument("--seed", type=int, default=0, help="of the splits and of every method")
    parser.add_argument("--out", type=results_folder, help=f"folder (default: {RESULTS}/PROFILE)")
    parser.add_argument("--retry-failed", action="store_true", help="run failed cells again")
    parser.add_argument("--no-progress", action="store_true", help="print the summary only")
    parser.add_argument("--list", action="store_true", help="list data sets and names, and exit")
    return parser


def parse(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line and refuse combinations without a meaning."""
    parser = build_parser()
    options = parser.parse_args(sys.argv[1:] if argv is None else argv)
    if options.jobs == 0:
        parser.error("--jobs must not be 0")
    # joblib's own count of what -1 stands for.
    options.jobs = joblib.effective_n_jobs(options.jobs)
    if options.data is not None and options.target is None:
        parser.error("--data needs --target COLUMN, the column of classes")
    if options.data is None and options.target is not None:
        parser.error("--target belongs to --data FILE")
    if options.data is not None and options.datasets is not None:
        parser.error("--data and --datasets exclude each other")
    return options


def choose(options: argparse.Namespace) -> Choice:
    """Return the entries that the options name, those of the profile where they name none.

    Raises
    ------
    UnknownNameError
        When a name is not registered.
    UnusableDataError
        When the user's file cannot be used.
    """
    profile = PROFILES[options.profile]
    methods = METHODS.select(options.methods or profile.methods)
    classifiers = CLASSIFIERS.select(options.classifiers or profile.classifiers)
    left_out: list[str] = []
    if not options.classifiers:
        left_out = [entry.package for entry in classifiers if not entry.is_installed()]
        classifiers = [entry for entry in classifiers if entry.is_installed()]
    name, datasets = profile.name, DATASETS.select(options.datasets or profile.datasets)
    if options.data is not None:
        datasets = [own_dataset(options.data, options.target)]
        check_own_file(options.data, options.target)
        name = datasets[0].name
    if options.drop_duplicates:
        name, datasets = f"{name}-distinct", [distinct(dataset) for dataset in datasets]
    repeats = {
        dataset.name: options.repeats or (1 if dataset.name in profile.once else profile.n_repeats)
        for dataset in datasets
    }
    return Choice(name, datasets, methods, classifiers, repeats, left_out)


def missing_packages(choice: Choice) -> list[str]:
    """Return the packages that must be installed for what was chosen."""
    wanted = [dataset.package for dataset in choice.datasets if not dataset.is_installed()]
    wanted += [entry.package for entry in choice.classifiers if not entry.is_installed()]
    return list(dict.fromkeys(wanted))
