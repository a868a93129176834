"""Entry point of ``python -m benchmarks.anchor``: published figures beside ours.

``baselines`` runs those of Douzas and Bacao (2019) on the authors' data, which are not shipped:
``--data imbalanced.db``, the file ``imbalanced-learning/data/imbalanced.db`` of
https://github.com/georgedouzas/publications. ``ranking`` is a reduced form of the ranking of Kovács
(2019) on the packaged data sets. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.anchor import douzas, kovacs
from benchmarks.anchor.published import baselines_part, ranking_part, with_provenance
from benchmarks.running.options import RESULTS, positive, results_folder
from benchmarks.running.runs import read_all, run_all

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
    parser = argparse.ArgumentParser(
        prog=COMMAND, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["baselines", "ranking"])
    parser.add_argument("--data", type=Path, metavar="FILE", help="the authors' imbalanced.db")
    parser.add_argument("--repeats", type=positive, default=3, help="splits (default: 3)")
    parser.add_argument("--out", type=results_folder, default=RESULTS / "anchor")
    options = parser.parse_args(argv)
    if (options.part == "baselines") != (options.data is not None):
        parser.error("--data FILE belongs to baselines, which needs it")
    if options.part == "ranking":
        runs = kovacs.runs(options.repeats)
        run_all(options.out / "ranking", runs, kovacs.run)
        table = kovacs.best_of_learners(read_all(options.out / "ranking", runs))
        print(ranking_part(with_provenance(table, f"{COMMAND} ranking", options.repeats)))
        return 0
    try:
        douzas.read_set(options.data, douzas.SETS[0])  # a wrong file is told of before the run
    except douzas.UnusableFileError as error:
        parser.error(str(error))
    sets = [(name, repeat) for repeat in range(options.repeats) for name in douzas.SETS]
    run_all(options.out / "baselines", sets, partial(douzas.run, options.data))
    table = douzas.compared(read_all(options.out / "baselines", sets))
    command = f"{COMMAND} baselines --data {options.data.name}"
    print(baselines_part(with_provenance(table, command, options.repeats)))
    return 0 if table["is_inside"].all() else 1


if __name__ == "__main__":
    raise SystemExit(main())
