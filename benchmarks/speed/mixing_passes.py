"""Entry point of ``python -m benchmarks.speed.mixing_passes``: mixing in times of a NumPy pass.

Each of the mixing family is timed in turns with the pass of :mod:`benchmarks.speed.mixing`, on one
thread, before compiled kernels are loaded and after. What is stored is the fastest call of each, by
the processor's clock, so that other processes do not count.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.report.markdown import markdown_table
from benchmarks.speed.beside import Stored, seconds_of
from benchmarks.speed.cases import Case
from benchmarks.speed.contenders import OURS, make_sampler
from benchmarks.speed.mixing import CASES, PASSES_LIMIT, one_pass
from benchmarks.speed.problems import make_problem
from benchmarks.speed.table import number
from benchmarks.speed.timing import load_kernels

STORED = Stored(
    "python -m benchmarks.speed.mixing_passes",
    "docs/results/mixing_speed.csv",
    "docs/design/0009-mixing.md",
)

STATES = ("fresh", "kernels loaded")


def measure(case: Case, state: str) -> dict[str, Any]:
    """Time a whole resampling beside the pass over the same pairs."""
    problem = make_problem(case, "gaussian", 0)
    sampler = make_sampler(OURS, case, problem, 0)
    sampler.fit_resample(*problem)
    base, partner = sampler.plan_.base, sampler.plan_.partner
    weight = 1.0 - sampler.plan_.step
    (own, _), (numpy, _) = seconds_of(
        [
            lambda: len(sampler.fit_resample(*problem)[1]),
            lambda: len(one_pass(problem, base, partner, weight)),
        ]
    )
    return {
        "sampler": case.sampler,
        "case": case.label,
        "state": state,
        "seconds": round(own, 5),
        "numpy_seconds": round(numpy, 5),
        "times": round(own / numpy, 2),
    }


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the page that is made from the committed table."""
    first = table.iloc[0]
    shown = table.pivot(index="sampler", columns="state", values="times")
    shown = shown.loc[table["sampler"].unique(), list(STATES)].map(number)
    above = table[table["times"] > PASSES_LIMIT]
    listed = ", ".join(
        f"{name} ({', '.join(part['state'])})"
        for name, part in above.groupby("sampler", sort=False)
    )
    return "\n".join(
        [
            "Ten new rows for each of 100,000 rare rows of 30 columns, all of `fit_resample`, in "
            "times of one NumPy pass that gathers both parents and writes their weighted mean; one "
            f"thread, by the processor's clock (`{first['command']}`; {first['machine']}; "
            f"{first['versions']}):",
            "",
            *markdown_table(shown.reset_index()),
            "",
            f"Above {number(PASSES_LIMIT)}: {listed or 'none'}.",
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Time the mixing family, and write the table and the page.

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
    with threadpool_limits(1):
        for state in STATES:
            if state == STATES[1]:
                load_kernels()
            for case in CASES["full"]:
                if options.match in case.sampler:
                    rows.append(measure(case, state))
                    print("{sampler}, {state}: {times} passes".format(**rows[-1]), flush=True)
    STORED.write(rows, ("numpy", "numba"), options.out, page_part)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
