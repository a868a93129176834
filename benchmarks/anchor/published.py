"""The tables of the anchors that are committed, and the parts of a page that are made from them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.anchor import kovacs
from benchmarks.anchor.douzas import MEASURES
from benchmarks.protocol.provenance import machine, versions
from benchmarks.report.markdown import markdown_table
from benchmarks.report.wording import decimals, interval, signed
from oversample.evaluation.statistics.uncertainty import Uncertain, Verdict, over_families

BASELINES = "docs/results/anchor_baselines.csv"
RANKING = "docs/results/anchor_ranking.csv"
PAGE = "docs/guide/literature.md"
LABELS = {"roc_auc": "AUC", "f1": "F1", "g_mean": "G-mean"}


def with_provenance(table: pd.DataFrame, command: str, n_repeats: int) -> pd.DataFrame:
    """Return a table to commit: what made it stands in the first row alone."""
    made_with = ", ".join(f"{name} {version}" for name, version in versions().items())
    known = {"command": command, "repeats": n_repeats, "machine": machine(), "versions": made_with}
    return table.assign(
        **{name: [value, *[""] * (len(table) - 1)] for name, value in known.items()}
    )


def baselines_part(table: pd.DataFrame) -> str:
    """Return the part of the page on the baselines of Douzas and Bacao."""
    first, n_inside = table.iloc[0], int(table["is_inside"].sum())
    outside = table[~table["is_inside"]]
    said = f"{n_inside} of {len(table)} figures are inside of the tolerance"
    worst = table.loc[(table["difference"].abs() / table["tolerance"]).idxmax()]
    if len(outside):
        named = "; ".join(
            f"{row.learner}, {row.arm}, {LABELS[row.measure]}" for row in outside.itertuples()
        )
        said += f". Outside: {named}"
    else:
        said += (
            f"; nearest to its bound is {LABELS[worst['measure']]} of {worst['learner']} with "
            f"{worst['arm']}, {signed(worst['difference'])} of {decimals(worst['tolerance'])}"
        )
    shown = {
        measure: part.set_index(["learner", "arm"]) for measure, part in table.groupby("measure")
    }
    has_spread = table["sd"].notna().all()  # one split has none
    spread = ", with the standard deviation of ours from split to split" if has_spread else ""
    texts = pd.DataFrame({LABELS[name]: shown[name].apply(_beside, axis=1) for name in MEASURES})
    return "\n".join(
        [
            f"`{first['command']}`: {int(first['repeats'])} x 5 folds of the authors' 20 data sets "
            f"({first['machine']}; {first['versions']}). Published / ours{spread}:",
            "",
            *markdown_table(texts.rename_axis(["learner", "arm"]).reset_index()),
            "",
            f"{said}.",
        ]
    )


def _beside(row: pd.Series) -> str:
    mark = "" if row["is_inside"] else " outside"
    published, ours = decimals(row["published"], 4), decimals(row["ours"], 4)
    spread = f" ({decimals(row['sd'], 4)})" if pd.notna(row["sd"]) else ""
    return f"{published} / {ours}{spread}{mark}"


def ranking_part(table: pd.DataFrame) -> str:
    """Return the part of the page on the ranking of Kovács, of means over splits."""
    first, table = table.iloc[0], kovacs.best_of_learners(table)
    scores = kovacs.as_array(table)
    correlation, low, high = kovacs.agreement(scores)
    return "\n".join(
        [
            f"`{first['command']}`: {len(kovacs.SETS)} data sets of {table['family'].nunique()} "
            f"families, {int(first['repeats'])} x 5 folds, defaults, the best of "
            f"{', '.join(kovacs.LEARNERS)} for each data set and measure ({first['machine']}; "
            f"{first['versions']}). Differences to SMOTE with 95% bootstrap intervals over "
            "families, and the rank among the eight by the three measures:",
            "",
            *markdown_table(_ranked(table, scores)),
            "",
            "Published means over the paper's 104 data sets / ours over families, which differ in "
            "level, since these are data sets on which a forest errs:",
            "",
            *markdown_table(_means(table)),
            "",
            f"The paper's order of the eight and ours correlate by {signed(correlation, 2)} "
            f"[{signed(low, 2)}, {signed(high, 2)}] (Spearman). {_verdicts(table)}",
        ]
    )


def _ranked(table: pd.DataFrame, scores: np.ndarray) -> pd.DataFrame:
    """Return the table of the ranking, as text: nothing first, then in the paper's order."""
    ranks = kovacs.overall_ranks(scores.mean(axis=0))
    low, high = np.quantile(
        kovacs.overall_ranks(kovacs.resampled_means(scores)), [0.025, 0.975], axis=0
    )
    theirs = kovacs.overall_ranks(kovacs.PUBLISHED[list(MEASURES)].to_numpy().T)
    rows = []
    for arm in (kovacs.ALONE, *kovacs.PUBLISHED.index):
        row = {"sampler": arm}
        for measure in MEASURES:
            found = _over_smote(table, arm, measure)
            row[LABELS[measure]] = f"{signed(found.mean)} {interval(found.low, found.high)}"
        rows.append(row)
    shown = pd.DataFrame(rows)
    shown["paper's rank"] = ["-", *(f"{rank:.1f}" for rank in theirs)]
    shown["our rank"] = [
        "-",
        *(f"{r:.1f} [{a:.1f}, {b:.1f}]" for r, a, b in zip(ranks, low, high, strict=True)),
    ]
    return shown


def _means(table: pd.DataFrame) -> pd.DataFrame:
    """Return the published means beside ours, as text, in the paper's order."""
    ours = table.groupby("arm")[list(MEASURES)].mean()
    published = kovacs.PUBLISHED.reindex([*kovacs.PUBLISHED.index, kovacs.REFERENCE, kovacs.ALONE])
    texts = {
        LABELS[measure]: [
            f"{decimals(theirs)} / {decimals(mean)}"
            for theirs, mean in zip(published[measure], ours[measure][published.index], strict=True)
        ]
        for measure in MEASURES
    }
    return pd.DataFrame({"sampler": published.index, **texts})


def _over_smote(table: pd.DataFrame, arm: str, measure: str) -> Uncertain:
    wide = table.pivot(index="family", columns="arm", values=measure)
    return over_families((wide[arm] - wide[kovacs.REFERENCE]).to_numpy())


def _verdicts(table: pd.DataFrame) -> str:
    """Return which samplers are shown to be better or worse than SMOTE."""
    found: dict[Verdict, list[str]] = {Verdict.BETTER: [], Verdict.WORSE: []}
    for measure in MEASURES:
        for arm in kovacs.PUBLISHED.index:
            verdict = _over_smote(table, arm, measure).verdict
            if verdict in found:
                found[verdict].append(f"{arm} ({LABELS[measure]})")
    better, worse = (", ".join(found[verdict]) or "none" for verdict in found)
    return f"Shown to be better than SMOTE: {better}; worse: {worse}."
