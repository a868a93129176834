"""Entry point of ``python -m benchmarks.speed.smote_variants``: beside the package of that name.

smote-variants requires tensorflow and more, which neither its samplers of rows nor this package
need. It gets an environment of its own, never that of the tests::

    python -m venv peer
    peer/bin/pip install --no-deps smote-variants
    peer/bin/pip install ".[bench]" metric-learn minisom seaborn tqdm
    peer/bin/python -m benchmarks.speed.smote_variants

Each pair gets the same table, on one thread, with defaults but for what both packages name
differently. Compiled kernels are loaded, both are called in turns, and the first call of each is
not counted. What is stored is the fastest call, by the processor's clock, so that other processes
do not count, and how many rows each made of those that were asked for.
"""

from __future__ import annotations

import importlib
import logging
import warnings
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

import oversample
from benchmarks.report.markdown import markdown_table
from benchmarks.speed.beside import Stored, seconds_of
from benchmarks.speed.cases import of_table
from benchmarks.speed.problems import make_problem
from benchmarks.speed.table import number
from benchmarks.speed.timing import load_kernels

STORED = Stored(
    "python -m benchmarks.speed.smote_variants",
    "docs/results/smote_variants.csv",
    "docs/guide/variants.md",
)

N_MINORITY, N_ROWS, N_FEATURES = 1_000, 5_000, 10


class Pair(NamedTuple):
    """One method in both packages.

    Attributes
    ----------
    name : str
        Our class.
    peer : str
        Theirs.
    ours, theirs : dict
        What each is made with, beside a seed.
    """

    name: str
    peer: str
    ours: dict[str, Any] = {}  # noqa: RUF012 - never changed
    theirs: dict[str, Any] = {}  # noqa: RUF012


PAIRS = (
    Pair("SMOTE", "SMOTE"),
    Pair("BorderlineSMOTE", "Borderline_SMOTE1"),
    Pair("ADASYN", "ADASYN"),
    Pair("SafeLevelSMOTE", "Safe_Level_SMOTE"),
    Pair("ProWSyn", "ProWSyn"),
    Pair("PolynomialFit", "polynom_fit_SMOTE_star"),
    Pair("MWMOTE", "MWMOTE"),
    Pair("AssembledSMOTE", "Assembled_SMOTE"),
    Pair("SMOBD", "SMOBD"),
    Pair("NRAS", "NRAS"),
    Pair("RandomSMOTE", "Random_SMOTE"),
    Pair("DistanceSMOTE", "distance_SMOTE"),
    Pair("RWO", "RWO_sampling"),
    Pair("LVQSMOTE", "LVQ_SMOTE"),
    Pair("CCR", "CCR", {"energy": 1.0, "scale": None}, {"energy": 1.0}),
    Pair("IPF", "SMOTE_IPF", {"fit_on": "others", "protect_original": False}),
    Pair("SelectiveOverSampler", "Lee", {"criterion": "safe"}),
)


def call_ours(pair: Pair, X: Any, y: Any) -> int:
    """Resample with our sampler; return how many more rows there are."""
    sampler = getattr(oversample, pair.name)(random_state=0, **pair.ours)
    if "n_jobs" in sampler.get_params():
        sampler.set_params(n_jobs=1)
    return len(sampler.fit_resample(X, y)[1]) - len(y)


def call_theirs(pair: Pair, X: Any, y: Any) -> int:
    """Resample with theirs; return how many more rows there are."""
    home = importlib.import_module("smote_variants")
    sampler = getattr(home, pair.peer)(random_state=0, **pair.theirs)
    return len(sampler.sample(X, y)[1]) - len(y)


def measure(pair: Pair) -> dict[str, Any]:
    """Time one pair."""
    X, y = make_problem(of_table("SMOTE", N_MINORITY, N_ROWS, N_FEATURES), "gaussian", 0)
    (ours, n_ours), (theirs, n_theirs) = seconds_of(
        [lambda: call_ours(pair, X, y), lambda: call_theirs(pair, X, y)]
    )
    return {
        "sampler": pair.name,
        "peer": pair.peer,
        "n_minority": N_MINORITY,
        "n_rows": N_ROWS,
        "n_features": N_FEATURES,
        "seconds": round(ours, 5),
        "peer_seconds": round(theirs, 5),
        "ratio": round(theirs / ours, 2),
        "asked": N_ROWS - 2 * N_MINORITY,
        "made": n_ours,
        "peer_made": n_theirs,
    }


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    shown = pd.DataFrame(
        {
            "ours": table["sampler"],
            "theirs": table["peer"],
            "ours ms": [number(1000 * value) for value in table["seconds"]],
            "theirs ms": [number(1000 * value) for value in table["peer_seconds"]],
            "ratio": [f"{number(value)}x" for value in table["ratio"]],
            "rows asked for": [f"{n:,}" for n in table["asked"]],
            "ours more": [f"{n:,}" for n in table["made"]],
            "theirs more": [f"{n:,}" for n in table["peer_made"]],
        }
    )
    return "\n".join(
        [
            f"{first['n_minority']:,} rare of {first['n_rows']:,} rows, {first['n_features']} "
            "columns of normal numbers; one thread, kernels loaded, the fastest of repeated calls "
            f"in turns, by the processor's clock (`{first['command']}`; {first['machine']}; "
            f"{first['versions']}). "
            "*More*: how many rows the result has more than the input.",
            "",
            *markdown_table(shown),
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Time all pairs and write the table.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    parser = STORED.parser(__doc__)
    options = parser.parse_args(argv)
    packages = ("smote-variants", "scikit-learn", "numpy")
    try:
        version(packages[0])
    except PackageNotFoundError as error:
        parser.error(f"{error}. See --help for an environment that has it.")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    load_kernels()
    rows = []
    with threadpool_limits(1):
        for pair in PAIRS:
            if pair.name in oversample.__all__ and options.match in pair.name:
                rows.append(measure(pair))
                print("{sampler}: {seconds} s, {peer}: {peer_seconds} s".format(**rows[-1]))
    STORED.write(rows, packages, options.out, page_part)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
