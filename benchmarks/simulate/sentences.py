"""What is said of the committed tables: every sentence is counted from them."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.wording import decimals
from benchmarks.simulate.arms import ALONE
from benchmarks.simulate.averages import REQUIRED, over_cells
from benchmarks.simulate.learners import LEARNERS


def least_sentences(table: pd.DataFrame) -> list[str]:
    """Return for each learner its regret alone, and the arm of all tables that has the least."""
    found = over_cells(table, ["learner", "arm"], "average_precision")
    return [f"- **{learner}**: {_least(found.loc[learner])}" for learner in LEARNERS]


def _least(arms: pd.DataFrame) -> str:
    arms = arms[arms["n_tables"] == arms["n_tables"].max()]
    alone, least = arms.loc[ALONE], arms.loc[arms["mean"].idxmin()]
    by_itself = f"{decimals(alone['mean'])} ({decimals(alone['se'])}) by itself; "
    if least.name == ALONE:
        return f"{by_itself}no arm has less."
    less = 1 - least["mean"] / alone["mean"]
    return (
        f"{by_itself}least with `{least.name}`, {decimals(least['mean'])} "
        f"({decimals(least['se'])}), {less:.0%} less."
    )


def standing_sentences(found: pd.DataFrame) -> list[str]:
    """Return what stands beyond noise, for each learner and for arms that stand in many designs.

    Parameters
    ----------
    found : DataFrame
        What :func:`~benchmarks.simulate.averages.standing` returns.
    """
    n_designs = found["design"].nunique()
    lines = [
        f"Of {len(found)} combinations of learner, arm and design, "
        f"{int(found['is_better'].sum())} are better than the learner alone by more than "
        f"{REQUIRED:g} standard errors, {int(found['is_worse'].sum())} worse.",
        "",
    ]
    for learner, part in found.groupby("learner", sort=False):
        counts = part.groupby("arm", sort=False)[["is_better", "is_worse"]].sum()
        best = counts[(counts["is_better"] > n_designs / 2) & (counts["is_worse"] == 0)]
        names = ", ".join(f"`{arm}`" for arm in best.index) or "no arm"
        lines.append(
            f"- **{learner}**: {int(part['is_better'].sum())} better and "
            f"{int(part['is_worse'].sum())} worse of {len(part)}; better in more than half of the "
            f"designs and worse in none: {names}."
        )
    return lines
