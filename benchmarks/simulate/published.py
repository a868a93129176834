"""The two tables that are committed, and the part of a page that is made from them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.report.markdown import markdown_table
from benchmarks.report.wording import decimals, signed
from benchmarks.simulate.arms import ALONE
from benchmarks.simulate.degrade import STEPS
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.regret import ODDS, RATE
from benchmarks.simulate.truth import N_ROWS, N_TEST
from oversample.evaluation.statistics.uncertainty import over_families

TABLE, CURVES = "docs/results/simulation.csv", "docs/results/degradation.csv"
PAGE = "docs/guide/simulation.md"

REQUIRED = 3.0
"""Standard errors beyond which a gain is called one: there are some hundred of them."""

LABELS = {
    "average_precision": "average precision",
    "roc_auc": "AUC",
    "recall_at_rate": f"recall at false-positive rate {RATE:g}",
    "log_loss": "log loss, brought back to the real shares",
}


def over_cells(table: pd.DataFrame, keys: list[str], column: str) -> pd.DataFrame:
    r"""Return means over cells with their standard errors.

    Cells of different designs and numbers of rare rows are of independent tables, so that of
    :math:`m` cells the error is :math:`\sqrt{\sum s_c^2} / m`.

    Parameters
    ----------
    table : DataFrame
        The committed table.
    keys : list of str
        What is not averaged over.
    column : str
        A measure, or its gain.
    """
    known = table[table[column].notna()]
    squares = (known[f"{column}_se"] ** 2).groupby([known[key] for key in keys], sort=False)
    groups = known.groupby(keys, sort=False)[column]
    error = np.sqrt(squares.sum()) / groups.size()
    return pd.DataFrame({"mean": groups.mean(), "se": error, "n_cells": groups.size()})


def gains(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean gain of each arm in average precision, a column for each learner, as text."""
    return _by_arm(table, "average_precision_gain").reset_index()


def _by_arm(table: pd.DataFrame, column: str) -> pd.DataFrame:
    found = over_cells(table, ["learner", "arm"], column)
    texts = {
        learner: found.loc[learner].apply(lambda row: _gain(row["mean"], row["se"]), axis=1)
        for learner in LEARNERS
        if learner in found.index.get_level_values("learner")
    }
    arms = [arm for arm in table["arm"].unique() if arm != ALONE]
    return pd.DataFrame(texts).reindex(arms).fillna("-").rename_axis("arm")


def _gain(mean: float, error: float) -> str:
    """Return a gain with its standard error, bold where it is beyond what is required."""
    text = f"{signed(mean)} ({decimals(error)})"
    return f"**{text}**" if abs(mean) > REQUIRED * error else text


def standing(table: pd.DataFrame) -> pd.DataFrame:
    """Return the gains of each learner, arm and design beyond what is required."""
    found = over_cells(table[table["arm"] != ALONE], ["learner", "arm", "design"],
                       "average_precision_gain")  # fmt: skip
    statistic = found["mean"] / found["se"]
    return found.assign(
        is_better=statistic > REQUIRED, is_worse=statistic < -REQUIRED
    ).reset_index()


def page_part(table: pd.DataFrame, curves: pd.DataFrame) -> str:
    """Return the part of the page that is made from the committed tables."""
    first, found = table.iloc[0], standing(table)
    regret = over_cells(table[table["arm"] == ALONE], ["learner", "design"], "average_precision")
    texts = regret.apply(lambda row: f"{decimals(row['mean'])} ({decimals(row['se'])})", axis=1)
    alone = texts.unstack("learner")[list(LEARNERS)].rename_axis(None, axis=1)
    lines = [
        f"`{first['command']}`: {table['design'].nunique()} designs, {_listed(table['n_rare'])} "
        f"rare rows of {N_ROWS:,}, {int(table['n'].max())} tables each, {N_TEST:,} test rows of "
        f"the same share ({first['machine']}; {first['versions']}). Standard errors are in "
        f"brackets; **bold** is beyond {REQUIRED:g} of them.",
        "",
        "## What there is to be gained",
        "",
        "The regret in average precision of each learner by itself: what the posterior has, less "
        "what the learner has.",
        "",
        *markdown_table(alone.reset_index()),
        "",
        "## What samplers gain",
        "",
        *_sentences(found),
    ]
    for name, label in LABELS.items():
        lines += ["", f"Gain in {label}, positive where the arm is better, over the learner alone, "
                  "mean over designs and numbers of rare rows:", ""]  # fmt: skip
        part = table[table["learner"].isin(ODDS)] if name == "log_loss" else table
        lines += _bold_table(_by_arm(part, f"{name}_gain").reset_index())
    lines += ["", "## With fewer and fewer rare rows", "", _about_curves(curves)]
    lines += ["", *markdown_table(curve_gains(curves))]
    return "\n".join(lines)


def _bold_table(frame: pd.DataFrame) -> list[str]:
    """Return a table whose asterisks are markup."""
    return [line.replace(r"\*", "*") for line in markdown_table(frame)]


def _listed(numbers: pd.Series) -> str:
    texts = [str(number) for number in sorted(numbers.unique())]
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]


def _sentences(found: pd.DataFrame) -> list[str]:
    """Return what stands beyond noise, for each learner and for arms that stand in many designs."""
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


def curve_gains(curves: pd.DataFrame) -> pd.DataFrame:
    """Return gains in average precision over the learner alone at the ends of the curves."""
    keys = ["dataset", "n_rare", "learner"]
    alone = curves[curves["arm"] == ALONE].set_index(keys)["average_precision"]
    others = curves[curves["arm"] != ALONE]
    gain = (
        others["average_precision"].to_numpy()
        - alone.reindex(pd.MultiIndex.from_frame(others[keys])).to_numpy()
    )
    others = others.assign(gain=gain)
    rows = []
    for (learner, arm), part in others.groupby(["learner", "arm"], sort=False):
        row = {"learner": learner, "arm": arm}
        for n_rare in STEPS:
            values = part.loc[part["n_rare"] == n_rare, "gain"].to_numpy()
            shown = over_families(values)
            row[f"{n_rare} rare rows"] = (
                f"{signed(shown.mean)} [{signed(shown.low)}, {signed(shown.high)}]"
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _about_curves(curves: pd.DataFrame) -> str:
    return (
        f"{curves['dataset'].nunique()} real data sets of as many families "
        f"({', '.join(curves['dataset'].unique())}), {int(curves['n'].max())} halves to train on "
        "and to test on; of the former, rare rows are taken away. Gains in average precision over "
        "the learner alone with as many rare rows, with 95% bootstrap intervals over families:"
    )
