"""Entry point of ``python -m benchmarks.anchor``: published figures beside ours.

``baselines`` runs those of Douzas and Bacao (2019) on the authors' data, which are not shipped:
``--data imbalanced.db``, the file ``imbalanced-learning/data/imbalanced.db`` of
https://github.com/georgedouzas/publications. ``ranking`` is a reduced form of the ranking of Kovács
(2019) on the packaged data sets. A run that was stopped goes on where it was. ``--publish`` commits
the table of a part and makes the page; ``page`` makes it again from the committed tables alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from benchmarks.anchor import douzas, kovacs
from benchmarks.anchor.published import (
    BASELINES,
    PAGE,
    RANKING,
    baselines_part,
    ranking_part,
    with_provenance,
)
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, make_parser, positive, results_folder
from benchmarks.running.runs import read_all, run_all

ROOT = Path(__file__).parents[2]
COMMAND = "python -m benchmarks.anchor"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a part, print what came of it, and return the exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, or 1 where a published figure is not found again within its tolerance.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("part", choices=["baselines", "ranking", "page"])
    parser.add_argument("--data", type=Path, metavar="FILE", help="the authors' imbalanced.db")
    parser.add_argument("--repeats", type=positive, default=3, help="splits (default: 3)")
    parser.add_argument("--publish", action="store_true", help="write what is committed")
    parser.add_argument("--out", type=results_folder, default=RESULTS / "anchor")
    options = parser.parse_args(argv)
    if (options.part == "baselines") != (options.data is not None):
        parser.error("--data FILE belongs to baselines, which needs it")
    if options.part == "page":
        if options.publish:
            parser.error("--publish belongs to baselines and ranking")
        _write_page()
        return 0
    if options.part == "ranking":
        runs = kovacs.runs(options.repeats)
        run_all(options.out / "ranking", runs, kovacs.run)
        table = kovacs.means_of_splits(read_all(options.out / "ranking", runs))
        command = f"{COMMAND} ranking --repeats {options.repeats}"
        made = with_provenance(table.round(6), command, options.repeats)
        print(ranking_part(made))
        if options.publish:
            _publish(RANKING, made)
        return 0
    try:
        douzas.read_set(options.data, douzas.SETS[0])  # a wrong file is told of before the run
    except douzas.UnusableFileError as error:
        parser.error(str(error))
    sets = [(name, repeat) for repeat in range(options.repeats) for name in douzas.SETS]
    run_all(options.out / "baselines", sets, partial(douzas.run, options.data))
    table = douzas.compared(read_all(options.out / "baselines", sets))
    command = f"{COMMAND} baselines --data {options.data.name} --repeats {options.repeats}"
    made = with_provenance(table.round(5), command, options.repeats)
    print(baselines_part(made))
    if options.publish:
        _publish(BASELINES, made)
    return 0 if table["is_inside"].all() else 1


def _publish(name: str, table: pd.DataFrame) -> None:
    write_atomically(ROOT / name, lambda path: table.to_csv(path, index=False))
    _write_page()


def _write_page() -> None:
    for name, part in ((BASELINES, baselines_part), (RANKING, ranking_part)):
        write_part(ROOT / PAGE, part(pd.read_csv(ROOT / name)), name, f"{COMMAND} page")


if __name__ == "__main__":
    raise SystemExit(main())
