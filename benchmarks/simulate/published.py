"""The two tables that are committed, and the part of a page that is made from them."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.markdown import markdown_table
from benchmarks.report.wording import decimals, signed
from benchmarks.simulate.arms import ALONE
from benchmarks.simulate.averages import REQUIRED, over_cells, standing
from benchmarks.simulate.degrade import STEPS
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.regret import ODDS, RATE
from benchmarks.simulate.sentences import least_sentences, standing_sentences
from benchmarks.simulate.truth import N_ROWS, N_TEST
from oversample.evaluation.statistics.uncertainty import over_families

TABLE, CURVES = "docs/results/simulation.csv", "docs/results/degradation.csv"
PAGE = "docs/guide/simulation.md"

LABELS = {
    "average_precision": "average precision",
    "roc_auc": "AUC",
    "recall_at_rate": f"recall at false-positive rate {RATE:g}",
    "log_loss": "log loss, brought back to the real shares",
}


def gains(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean gain of each arm in average precision, a column for each learner, as text."""
    return _by_arm(table, "average_precision_gain").reset_index()


def regrets(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean regret of each arm in average precision, a column for each learner, as text.

    An arm that is undefined on some tables is averaged over the others, and says over how many.
    """
    found = over_cells(table, ["learner", "arm"], "average_precision").reset_index()
    found["all"] = found.groupby("learner")["n_tables"].transform("max")
    found["text"] = found.apply(_regret, axis=1)
    texts = found.pivot(index="arm", columns="learner", values="text")
    return texts.loc[table["arm"].unique(), list(LEARNERS)].fillna("-").reset_index()


def _regret(found: pd.Series) -> str:
    text = f"{decimals(found['mean'])} ({decimals(found['se'])})"
    if found["n_tables"] == found["all"]:
        return text
    return f"{text}, {found['n_tables']} of {found['all']} tables"


def _by_arm(table: pd.DataFrame, column: str) -> pd.DataFrame:
    found = over_cells(table, ["learner", "arm"], column)
    texts = {
        learner: found.loc[learner].apply(_gain, axis=1)
        for learner in LEARNERS
        if learner in found.index.get_level_values("learner")
    }
    arms = [arm for arm in table["arm"].unique() if arm != ALONE]
    return pd.DataFrame(texts).reindex(arms).fillna("-").rename_axis("arm")


def _gain(found: pd.Series) -> str:
    """Return a gain with its standard error, bold where it is beyond what is required."""
    text = f"{signed(found['mean'])} ({decimals(found['se'])})"
    return f"**{text}**" if abs(found["mean"]) > found["required"] * found["se"] else text


def page_part(table: pd.DataFrame, curves: pd.DataFrame) -> str:
    """Return the part of the page that is made from the committed tables."""
    lines = [
        _about(table),
        "",
        "## What there is to be gained",
        "",
        "The regret in average precision of each learner by itself: what the posterior has, less "
        "what the learner has.",
        "",
        *markdown_table(_alone(table)),
        "",
        "## What is left with each sampler",
        "",
        "The same regret with each arm, mean over designs and numbers of rare rows. The least of "
        "many is more on further tables than on these:",
        "",
        *least_sentences(table),
        "",
        *markdown_table(regrets(table)),
        "",
        "## What samplers gain",
        "",
        *standing_sentences(standing(table)),
    ]
    for name, label in LABELS.items():
        lines += ["", f"Gain in {label}, positive where the arm is better, over the learner alone, "
                  "mean over designs and numbers of rare rows:", ""]  # fmt: skip
        part = table[table["learner"].isin(ODDS)] if name == "log_loss" else table
        lines += _bold_table(_by_arm(part, f"{name}_gain").reset_index())
    lines += ["", "## With fewer and fewer rare rows", "", _about_curves(curves)]
    lines += ["", *markdown_table(curve_gains(curves))]
    return "\n".join(lines)


def _about(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    return (
        f"`{first['command']}`: {table['design'].nunique()} designs, {_listed(table['n_rare'])} "
        f"rare rows of {N_ROWS:,}, {int(table['n'].max())} tables each, {N_TEST:,} test rows of "
        f"the same share ({first['machine']}; {first['versions']}). Standard errors are in "
        f"brackets; **bold** is beyond {REQUIRED:g} of them, and further where few tables tell "
        "how large they are."
    )


def _alone(table: pd.DataFrame) -> pd.DataFrame:
    """Return the regret of each learner by itself in each design, as text."""
    regret = over_cells(table[table["arm"] == ALONE], ["learner", "design"], "average_precision")
    texts = regret.apply(lambda row: f"{decimals(row['mean'])} ({decimals(row['se'])})", axis=1)
    return texts.unstack("learner")[list(LEARNERS)].rename_axis(None, axis=1).reset_index()


def _bold_table(frame: pd.DataFrame) -> list[str]:
    """Return a table whose asterisks are markup."""
    return [line.replace(r"\*", "*") for line in markdown_table(frame)]


def _listed(numbers: pd.Series) -> str:
    texts = [str(number) for number in sorted(numbers.unique())]
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]


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
    n_splits = int(curves["n"].max())
    return (
        f"{curves['dataset'].nunique()} real data sets of as many families "
        f"({', '.join(curves['dataset'].unique())}), {n_splits} "
        f"{'split' if n_splits == 1 else 'splits'} of each into halves, to train on and to test "
        "on; of the former, rare rows are taken away. Gains in average precision over the learner "
        "alone with as many rare rows, with 95% bootstrap intervals over families:"
    )
