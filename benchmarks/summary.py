"""Everything that is said about a run, computed from its tidy table alone."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.metrics import METRICS

BASELINE = "none"
TUNED_BASELINE = "none-threshold"
NOTABLE_GAIN = 0.01
FOLD = ["dataset", "repeat", "fold", "learner"]


def mean_over_families(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return means per learner and method: over the folds, the data sets of a family, the families.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table.
    columns : list of str
        What to average.

    Returns
    -------
    pandas.DataFrame
        Indexed by learner and method.
    """
    arm = ["learner", "method"]
    by_dataset = rows.groupby([*arm, "family", "dataset"], sort=False)[columns].mean()
    by_family = by_dataset.groupby([*arm, "family"], sort=False).mean()
    return by_family.groupby(arm, sort=False).mean()


def headline(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per learner and method, minority recall first.

    Columns are the metrics, ``fit_resample_ms``, and the counts ``n_ok``, ``n_skipped`` and
    ``n_failed`` of cells. Only cells that went well enter the means.
    """
    arms = pd.MultiIndex.from_frame(rows[["learner", "method"]].drop_duplicates())
    ok = rows[rows["status"] == "ok"]
    table = mean_over_families(ok, [*METRICS, "seconds_fit_resample"]).reindex(arms)
    table["fit_resample_ms"] = 1000 * table.pop("seconds_fit_resample")
    counts = rows.groupby(["learner", "method", "status"], sort=False).size().unstack("status")
    counts = counts.reindex(index=arms, columns=["ok", "skipped", "failed"]).fillna(0)
    return table.join(counts.astype(int).add_prefix("n_"))


def gains(rows: pd.DataFrame, baseline: str = BASELINE) -> pd.DataFrame:
    """Return by how much each arm differs from a baseline, on the folds that both did well.

    Returns
    -------
    pandas.DataFrame
        One row per learner and method other than the baseline, one column per metric: the mean
        difference, averaged as in the headline.
    """
    metrics = list(METRICS)
    ok = rows[rows["status"] == "ok"]
    reference = ok.loc[ok["method"] == baseline, [*FOLD, *metrics]]
    pairs = ok[ok["method"] != baseline].merge(reference, on=FOLD, suffixes=("", "_baseline"))
    for metric in metrics:
        pairs[metric] -= pairs[f"{metric}_baseline"]
    return mean_over_families(pairs, metrics)


def recall_verdicts(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence per learner on recall gains that moving the threshold would give as well.

    A gain of minority recall counts as a mere shift of the threshold when average precision, which
    does not depend on the threshold, does not rise by more than ``NOTABLE_GAIN``.
    """
    table, difference = headline(rows), gains(rows)
    for learner, arms in difference.groupby(level="learner", sort=False):
        arms = arms.droplevel("learner").drop(index=TUNED_BASELINE, errors="ignore")
        higher = arms[arms["recall"] > NOTABLE_GAIN]
        shifted = higher[higher["average_precision"] <= NOTABLE_GAIN]
        better = higher.index.difference(shifted.index, sort=False)
        if len(shifted):
            sentence = (
                f"{learner}: minority recall rises over {BASELINE} ({span(shifted['recall'])}) "
                f"without a gain in average precision above {NOTABLE_GAIN} "
                f"({span(shifted['average_precision'])}) with {', '.join(shifted.index)}: "
                "moving the threshold would do the same"
            )
            if (learner, TUNED_BASELINE) in table.index:
                recall = table.loc[(learner, TUNED_BASELINE), "recall"]
                sentence += f" ({TUNED_BASELINE} reaches a recall of {recall:.3f})"
            yield sentence + "."
        if len(better):
            yield (
                f"{learner}: minority recall ({span(higher.loc[better, 'recall'])}) and average "
                f"precision ({span(higher.loc[better, 'average_precision'])}) both rise over "
                f"{BASELINE} with {', '.join(better)}."
            )


def time_verdicts(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence per method with a peer: the ratio of their times, cell by cell."""
    timed = rows[rows["status"] == "ok"].dropna(subset="seconds_fit_resample")
    for method, ours in timed.dropna(subset="peer").groupby("method", sort=False):
        peer = ours["peer"].iloc[0]
        theirs = timed.loc[timed["method"] == peer, [*FOLD, "seconds_fit_resample"]]
        pairs = ours.merge(theirs, on=FOLD, suffixes=("", "_peer"))
        if pairs.empty:
            continue
        ratio = pairs["seconds_fit_resample"] / pairs["seconds_fit_resample_peer"]
        low, median, high = ratio.quantile([0.25, 0.5, 0.75])
        first_ms = 1000 * ours["seconds_warm_up"].max()
        yield (
            f"fit_resample time, {method} / {peer}: median {median:.2f} "
            f"(quartiles {low:.2f} to {high:.2f}, {len(pairs)} paired cells; "
            f"longest untimed first call {first_ms:.0f} ms)."
        )


def trouble(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence per method of which cells were skipped or failed, with the first reason."""
    missing = rows[rows["status"] != "ok"]
    for (status, method), cells in missing.groupby(["status", "method"], sort=False):
        reasons = cells["reason"].unique()
        more = f" (and {len(reasons) - 1} other reasons)" if len(reasons) > 1 else ""
        where = ", ".join(cells["dataset"].unique())
        yield f"{method}, {status} cells: {len(cells)} on {where}: {reasons[0]}{more}"
    if len(missing):
        yield "Arms with fewer cells are averaged over what they did: compare them with care."
    warned = rows[rows["warnings"] != ""]
    if len(warned):
        yield f"Cells with a warning: {len(warned)}; see the column warnings of the results."


def span(values: pd.Series) -> str:
    """Return the range of some differences, with signs."""
    low, high = f"{values.min():+.3f}", f"{values.max():+.3f}"
    return low if low == high else f"{low} to {high}"


def decimals(values: pd.Series, n_digits: int) -> pd.Series:
    """Return numbers as text, and a dash where there is none."""
    return values.map(lambda value: "-" if pd.isna(value) else f"{value:.{n_digits}f}")


def formatted(table: pd.DataFrame) -> pd.DataFrame:
    """Return the headline as text, with the headings that are shown."""
    shown = {metric.label: decimals(table[name], 3) for name, metric in METRICS.items()}
    shown["resample ms"] = decimals(table["fit_resample_ms"], 2)
    shown["cells"] = table["n_ok"].astype(str)
    return pd.DataFrame(shown)


def verdicts(rows: pd.DataFrame) -> list[str]:
    """Return all sentences about a run."""
    return [*recall_verdicts(rows), *time_verdicts(rows), *trouble(rows)]


def print_summary(rows: pd.DataFrame, console: Console) -> None:
    """Print a table per learner and the sentences about the run."""
    for learner, arms in formatted(headline(rows)).groupby(level="learner", sort=False):
        table = Table(
            title=str(learner),
            title_justify="left",
            box=box.SIMPLE_HEAD,
            padding=0,
        )
        table.add_column("method", no_wrap=True)
        for heading in arms:
            longest_word = max(map(len, heading.split()))
            table.add_column(heading, justify="right", min_width=longest_word)
        for method, values in arms.droplevel("learner").iterrows():
            table.add_row(str(method), *values)
        console.print(table)
    for sentence in verdicts(rows):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def markdown(rows: pd.DataFrame) -> str:
    """Return the summary as a markdown page, with the data sets, the machine and the versions."""
    datasets = rows.drop_duplicates("dataset")
    lines = [
        "# Benchmark",
        "",
        f"{len(datasets)} data sets of {datasets['family'].nunique()} families, "
        f"{rows['repeat'].nunique()} x {rows['fold'].nunique()} stratified folds, resampling "
        "inside the training fold only. Means over the data sets of a family, then over the "
        "families; classes at a threshold of 0.5 unless the arm tunes it. The time is that of "
        "`fit_resample` alone.",
    ]
    for learner, arms in formatted(headline(rows)).groupby(level="learner", sort=False):
        arms = arms.droplevel("learner").reset_index(names="method")
        lines += ["", f"## {learner}", "", *markdown_table(arms)]
    lines += ["", "## What it says", "", *(f"* {sentence}" for sentence in verdicts(rows))]
    columns = ["dataset", "family", "n_rows", "n_features", "n_nominal", "n_minority"]
    shown = datasets[[*columns, "imbalance_ratio"]].copy()
    shown["imbalance_ratio"] = decimals(shown["imbalance_ratio"], 1)
    lines += ["", "## Data sets", "", *markdown_table(shown)]
    versions = [name for name in rows if name.startswith("version_")]
    found = ", ".join(f"{name.removeprefix('version_')} {rows[name].iloc[0]}" for name in versions)
    lines += ["", f"Seed {rows['seed'].iloc[0]}. {rows['machine'].iloc[0]}; {found}.", ""]
    return "\n".join(lines)


def markdown_table(frame: pd.DataFrame) -> list[str]:
    """Return the lines of a markdown table: text to the left, numbers to the right."""
    cells = [
        [f"{value:g}" if isinstance(value, float) else str(value) for value in row]
        for row in frame.itertuples(index=False)
    ]
    rule = ["---"] + ["---:"] * (frame.shape[1] - 1)
    return ["| " + " | ".join(row) + " |" for row in [list(frame), rule, *cells]]
