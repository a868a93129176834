"""Entry point of ``python -m benchmarks.placebo``: how often noise is called better.

Small runs, each with splits and seeds of its own, in which a sampler draws the training rows again
with replacement. One such bootstrap against another is noise alone, by construction: the two are
exchangeable. A bootstrap against all rows has fewer distinct rows and is, if anything, worse. Of
both kinds at most one verdict in twenty may be *better*. Runs go through the cells, measures and
verdicts of the benchmark; one that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.protocol.bench import Bench
from benchmarks.protocol.cells import in_batches, plan_cells
from benchmarks.protocol.method import Method
from benchmarks.protocol.provenance import machine, versions
from benchmarks.protocol.results import tidy
from benchmarks.report.measures import JUDGED
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, make_parser, positive, results_folder
from benchmarks.running.runs import read_all, run_all
from benchmarks.statistics.differences import differences
from oversample.evaluation.statistics.uncertainty import Verdict

ROOT = Path(__file__).parents[1]
COMMAND = "python -m benchmarks.placebo"
TABLE, PAGE = "docs/results/placebo.csv", "benchmarks/README.md"

SETS = (
    "abalone9-18",
    "breast-cancer",
    "cm1",
    "ecoli3",
    "glass2",
    "hepatitis",
    "led7digit-0-2-4-5-6-7-8-9_vs_1",
)
"""Small data sets, one a family."""

LEARNERS = ("logistic-regression", "decision-tree")

ALONE, FIRST, SECOND = "none", "placebo 1", "placebo 2"
ARMS = (
    Method(ALONE),
    *(
        Method(name, "benchmarks.catalog.placebo:Bootstrap", {"stream": stream})
        for stream, name in enumerate((FIRST, SECOND))
    ),
)

AGAINST = {"another bootstrap": FIRST, "all rows": ALONE}
"""What the second bootstrap is held against, in words."""

LEVEL = 0.05
"""The share of verdicts that may be *better*."""


def run(seed: int, sets: Sequence[str] = SETS, learners: Sequence[str] = LEARNERS) -> pd.DataFrame:
    """Return the verdicts of one run: for each learner, measure and kind of comparison.

    Parameters
    ----------
    seed : int
        That of the splits and of the arms.
    sets, learners : sequence of str
        Names of the registries.

    Returns
    -------
    DataFrame
        With ``run``, ``classifier``, ``against``, ``measure``, ``gain``, ``low``, ``high`` and
        ``verdict``.
    """
    cells = plan_cells(DATASETS.select(sets), ARMS, CLASSIFIERS.select(learners), 1, seed)
    rows = []
    for batch in in_batches(cells):
        bench = Bench()
        rows += [bench.run(cell) for cell in batch]
    table = tidy(rows)
    return pd.DataFrame(
        {"run": seed, "classifier": classifier, "against": words, "measure": measure.name}
        | differences(part, reference, measure.name)
        .loc[SECOND, ["gain", "low", "high", "verdict"]]
        .to_dict()
        for classifier, part in table.groupby("classifier", sort=False)
        for words, reference in AGAINST.items()
        for measure in JUDGED
    )


def shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return for each kind of comparison how many verdicts there are, and how many of each."""
    counts = table.groupby(["against", "verdict"]).size().unstack("verdict", fill_value=0)
    counts = counts.reindex(index=list(AGAINST), columns=[v.value for v in Verdict], fill_value=0)
    return counts.assign(all=counts.sum(axis=1))


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the page that is made from the committed table."""
    first, counted = table.iloc[0], shares(table)
    said = [
        f"of {row['all']} verdicts on a bootstrap of the training rows against {words}, "
        f"{row['better']} are *better* ({row['better'] / row['all']:.1%}) and {row['worse']} "
        f"*worse* ({row['worse'] / row['all']:.1%})"
        for words, row in counted.iterrows()
    ]
    return (
        f"`{first['command']}`, {table['run'].nunique()} runs with splits and seeds of their own "
        f"on {int(first['n_datasets'])} data sets, {table['classifier'].nunique()} classifiers and "
        f"{table['measure'].nunique()} measures ({first['machine']}; {first['versions']}): "
        f"{said[0]}, where there is nothing but noise; {said[1]}, where rows are missing."
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run what is not stored yet, write the table and the page, and return the exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, or 1 where noise is called better too often.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("--runs", type=positive, default=20, help="default: 20")
    parser.add_argument("--page", action="store_true", help="write the page from the table alone")
    parser.add_argument("--out", type=results_folder, default=RESULTS / "placebo")
    options = parser.parse_args(argv)
    if not options.page:
        seeds = [(seed,) for seed in range(1, options.runs + 1)]
        run_all(options.out, seeds, run)
        table = read_all(options.out, seeds).round(5)
        made_with = ", ".join(f"{name} {version}" for name, version in versions().items())
        known = {"n_datasets": len(SETS), "command": COMMAND, "machine": machine()}
        for name, value in (known | {"versions": made_with}).items():
            table[name] = [value, *[""] * (len(table) - 1)]
        write_atomically(ROOT / TABLE, lambda path: table.to_csv(path, index=False))
    table = pd.read_csv(ROOT / TABLE)
    write_part(ROOT / PAGE, page_part(table), TABLE, COMMAND)
    counted = shares(table)
    print(counted.to_string())
    return int((counted["better"] > LEVEL * counted["all"]).any())


if __name__ == "__main__":
    raise SystemExit(main())
