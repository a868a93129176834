"""Entry point of ``python -m benchmarks.speed.variants``: variants of SMOTE beside SMOTE.

A variant that looks at rows of other classes is timed beside BorderlineSMOTE, which does, too, and
any other beside SMOTE: in turns with it, on one thread, on three tables of middle size, with all
compiled kernels of the search loaded, as in a process that has worked for a while. What is stored
is the fastest call of each, by the processor's clock, so that other processes do not count; the
first call of each, which may compile, is not among them.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd
from sklearn.datasets import make_classification
from threadpoolctl import threadpool_limits

import oversample
from benchmarks.report.markdown import markdown_table
from benchmarks.speed.beside import Stored, seconds_of
from benchmarks.speed.cases import of_table
from benchmarks.speed.problems import Problem, make_problem
from benchmarks.speed.table import number
from benchmarks.speed.timing import load_kernels

STORED = Stored(
    "python -m benchmarks.speed.variants",
    "docs/results/variants_speed.csv",
    "docs/guide/variants.md",
)

N_MINORITY, N_ROWS, N_FEATURES = 4_000, 20_000, 20
LIMIT = 3.0
"""Times of the reference that are aimed at; a variant that takes more says why."""
SMOTE, BORDERLINE = "SMOTE", "BorderlineSMOTE"


class Variant(NamedTuple):
    """One method.

    Attributes
    ----------
    name, reference : str
        The sampler, and what it is timed beside.
    why : str
        What it does that takes longer than a search of neighbours; empty where nothing does.
    n_tables : int
        How many of the tables it is timed on.
    """

    name: str
    reference: str
    why: str = ""
    n_tables: int = 3


VARIANTS = (
    Variant("PolynomialFit", SMOTE),
    Variant("RandomSMOTE", SMOTE),
    Variant("DistanceSMOTE", SMOTE),
    Variant("RWO", SMOTE),
    Variant("LVQSMOTE", SMOTE),
    Variant("SMOBD", SMOTE),
    Variant("LoRAS", SMOTE, "29 neighbours, twenty parents"),
    Variant("MGS", SMOTE),
    Variant("SimplicialSMOTE", SMOTE, "cliques"),
    Variant("AssembledSMOTE", BORDERLINE, "an axis for each merger"),
    Variant("MWMOTE", BORDERLINE, "average linkage of a class"),
    Variant("NRAS", BORDERLINE),
    Variant("CCR", BORDERLINE),
    Variant("RBCCR", BORDERLINE, "a hundred potentials for each row"),
    Variant("ProWSyn", BORDERLINE, "levels"),
    Variant("ProWRAS", BORDERLINE, "levels"),
    Variant("SMOTEWB", BORDERLINE, "a hundred trees", n_tables=1),
    Variant("IPF", BORDERLINE, "nine trees, again and again", n_tables=1),
)
"""All but MGSGRF, which takes a forest more than MGS, on mixed tables alone."""


def make_tables() -> dict[str, Problem]:
    """Draw the tables, by what the rows are like."""
    case = of_table(SMOTE, N_MINORITY, N_ROWS, N_FEATURES)
    X, y = make_classification(
        N_ROWS,
        N_FEATURES,
        n_informative=N_FEATURES // 2,
        weights=[1 - N_MINORITY / N_ROWS],
        flip_y=0,
        random_state=0,
    )
    return {
        "normal": make_problem(case, "gaussian", 0),
        "two clusters": Problem(X, y),
        "twenty clusters": make_problem(case, "clusters", 0),
    }


def resample(name: str, problem: Problem) -> int:
    """Resample with defaults, on one thread; return how many rows there are."""
    sampler = getattr(oversample, name)(random_state=0)
    if "n_jobs" in sampler.get_params():
        sampler.set_params(n_jobs=1)
    return len(sampler.fit_resample(*problem)[1])


def measure(variant: Variant, data: str, problem: Problem) -> dict[str, Any]:
    """Time a variant beside its reference."""
    (reference, _), (own, _) = seconds_of(
        [lambda: resample(variant.reference, problem), lambda: resample(variant.name, problem)]
    )
    return {
        "sampler": variant.name,
        "reference": variant.reference,
        "data": data,
        "seconds": round(own, 5),
        "reference_seconds": round(reference, 5),
        "times": round(own / reference, 2),
        "why": variant.why,
    }


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    shown = table.pivot(index="sampler", columns="data", values="times")
    shown = shown.loc[table["sampler"].unique(), table["data"].unique()]
    shown = shown.map(number, na_action="ignore").fillna("–")
    named = table.drop_duplicates("sampler").set_index("sampler")
    shown.insert(0, "in times of", named["reference"])
    shown["takes longer for"] = named["why"].fillna("")
    listed = numbers_on(table[table["times"] > LIMIT])
    return "\n".join(
        [
            f"{N_MINORITY:,} rare of {N_ROWS:,} rows, {N_FEATURES} columns, of three kinds; one "
            "thread, kernels loaded, the fastest of repeated calls in turns, by the processor's "
            f"clock (`{first['command']}`; {first['machine']}; {first['versions']}). Aimed at are "
            f"{LIMIT:.0f} times SMOTE, or BorderlineSMOTE where a sampler looks at rows of other "
            "classes.",
            "",
            *markdown_table(shown.reset_index()),
            "",
            f"Above that: {listed or 'none'}.",
        ]
    )


def numbers_on(rows: pd.DataFrame) -> str:
    """Return samplers with their numbers and the tables that these are of, in words."""
    found = rows["times"].map(number) + " on " + rows["data"]
    return "; ".join(
        f"{name} ({', '.join(part)})" for name, part in found.groupby(rows["sampler"], sort=False)
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Time all variants, and write the table and the page.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    options = STORED.parser(__doc__).parse_args(argv)
    warnings.simplefilter("ignore")
    rows = []
    tables = make_tables()
    load_kernels()
    with threadpool_limits(1):
        for variant in VARIANTS:
            if options.match in variant.name:
                for data, problem in islice(tables.items(), variant.n_tables):
                    rows.append(measure(variant, data, problem))
                    print("{sampler}, {data}: {times} times {reference}".format(**rows[-1]))
    STORED.write(rows, ("scikit-learn", "numpy", "numba"), options.out, page_part)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
