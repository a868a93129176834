"""Entry point of ``python -m benchmarks.generators``: how real the rows of generators are.

Each data set is parted in stratified halves, some times. Samplers fill the rare class of the one
half; their rows are compared with the rare rows of the other, which they have not seen. There are
two tables: one of mixed data sets, with standardised numbers, and one of images, with pixels as
they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.catalog.methods import METHODS
from benchmarks.generators.arms import ARMS, IMAGE_ARMS, IMAGE_SETS, SETS
from benchmarks.generators.measures import REPEATS, run
from benchmarks.generators.page import images_part, page_part
from benchmarks.protocol.provenance import machine
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser

ROOT = Path(__file__).parents[2]
COMMAND = "python -m benchmarks.generators"
TABLE, PAGE = "docs/results/generators.csv", "docs/guide/generators.md"
IMAGE_TABLE = "docs/results/generators_images.csv"
FOLDER = (ROOT / TABLE).parent


class Part(NamedTuple):
    """What is compared, where the table of it stands, and the part of the page made from it."""

    arms: tuple[str, ...]
    sets: tuple[str, ...]
    table: str
    page: Callable[[pd.DataFrame], str]


PARTS = {
    "tables": Part(ARMS, SETS, TABLE, page_part),
    "images": Part(IMAGE_ARMS, IMAGE_SETS, IMAGE_TABLE, images_part),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Compare samplers with real rows, and write the tables and the page.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument(
        "--only", choices=list(PARTS), help="one of the tables; by default both are made"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder of the tables")
    parser.add_argument("--page", action="store_true", help="write the page from the tables alone")
    options = parser.parse_args(argv)
    for part in [options.only] if options.only else list(PARTS):
        kind = PARTS[part]
        table = options.out / Path(kind.table).name
        if not options.page:
            _measure_part(kind, table)
        if options.out == FOLDER:
            write_part(ROOT / PAGE, kind.page(pd.read_csv(table)), kind.table, COMMAND)
    return 0


def _measure_part(part: Part, out: Path) -> None:
    arms = [arm for arm in part.arms if not METHODS[arm].is_deep or find_spec("torch")]
    for arm in set(part.arms) - set(arms):
        print(f"{arm} is left out: it needs torch, which is not installed")
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        table = run(arms, part.sets, as_images=part.table == IMAGE_TABLE)
    table = table.assign(repeats=REPEATS, command=COMMAND, machine=machine(), versions=_versions())
    write_atomically(out, lambda path: table.to_csv(path, index=False))


def _versions() -> str:
    found = []
    for name in ("oversample", "scikit-learn", "numpy", "torch"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


if __name__ == "__main__":
    raise SystemExit(main())
