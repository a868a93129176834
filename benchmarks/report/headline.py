"""The tables that the report opens with: all arms, and ours against imbalanced-learn's."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.measures import ALL
from benchmarks.statistics.families import (
    MIN_COVERAGE,
    family_means,
    gains_over,
    mean_over_families,
    paired_differences,
    scores_by_cell,
)
from oversample.evaluation.statistics.bayes import signed_rank_posterior
from oversample.evaluation.statistics.gain import kind_of_gain
from oversample.evaluation.statistics.pairs import holm, signed_rank_p, win_tie_loss

BASELINE = "none"
MOVED = "none-threshold"
MOVED_FOR = {"f1": "none-threshold-f1", "g_mean": MOVED, "brier_score": MOVED}
"""The arms that only move the threshold, by the measure for which they do it or nearest to it."""

RESAMPLERS = ("ours", "imblearn")
"""The packages whose arms resample; the other arms synthesise nothing."""


def headline(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per classifier and method, minority recall first.

    Returns
    -------
    pandas.DataFrame
        Indexed by classifier and method, in their order of appearance. Columns are ``package``, the
        measures, ``fit_resample_ms`` and ``fit_ms``; ``gain``, the value of the ``Gain`` over the
        same classifier alone, empty where there is nothing to compare; the numbers of cells
        ``n_ok``, ``n_skipped`` and ``n_failed``; and ``covered``, whether it did enough of the
        cells that any arm of the classifier did to be compared with all of them at once. Only cells
        that went well enter the means.
    """
    arm = ["classifier", "method"]
    table = rows[[*arm, "package"]].drop_duplicates(arm).set_index(arm)
    names = [measure.name for measure in ALL]
    seconds = ["seconds_fit_resample", "seconds_fit"]
    ok = rows[rows["status"] == "ok"]
    means = mean_over_families(ok, [*names, *seconds])
    for name in seconds:
        means[name.replace("seconds_", "") + "_ms"] = 1000 * means.pop(name)
    gains = gains_over(rows, BASELINE, ["recall", "average_precision"]).dropna()
    kinds = [kind_of_gain(*gain).value for gain in gains.itertuples(index=False)]
    table = table.join(means).join(pd.Series(kinds, index=gains.index, name="gain", dtype="str"))
    table["gain"] = table["gain"].fillna("")
    counts = rows.groupby([*arm, "status"], sort=False).size().unstack("status")
    counts = counts.reindex(columns=["ok", "skipped", "failed"]).fillna(0).astype("int64")
    table = table.join(counts.add_prefix("n_"))
    most = table.groupby("classifier", sort=False)["n_ok"].transform("max")
    table["covered"] = (table["n_ok"] > 0) & (table["n_ok"] >= MIN_COVERAGE * most)
    return table


def against_peers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per classifier and arm of ours that has a peer, on the cells that both did.

    Returns
    -------
    pandas.DataFrame
        Indexed by classifier and method, with ``peer``; ``recall`` and ``peer_recall``, their
        difference ``recall_gain`` and those of the other measures; ``win``, ``tie`` and ``loss``
        of recall over the families and its posterior ``worse``, ``equal``, ``better``;
        ``time_ratio``, the median over cells of our time of ``fit_resample`` divided by the
        peer's; and ``n_families``. A pair without a common cell is left out.
    """
    ours = rows.loc[rows["peer"] != "", ["classifier", "method", "peer"]].drop_duplicates()
    found = []
    for classifier, pairs in ours.groupby("classifier", sort=False):
        of_classifier = rows[rows["classifier"] == classifier]
        methods = of_classifier["method"].unique()
        tables = {
            measure.name: scores_by_cell(of_classifier, measure.name)
            for measure in ALL
            if of_classifier[measure.name].notna().any()
        }
        if "recall" not in tables:
            continue
        peers = {
            method: peer
            for method, peer in zip(pairs["method"], pairs["peer"], strict=True)
            if peer in methods
        }
        differences = {name: paired_differences(table, peers) for name, table in tables.items()}
        recall = tables["recall"]
        seconds = scores_by_cell(of_classifier, "seconds_fit_resample")
        for method, peer in peers.items():
            difference = differences["recall"][method].dropna()
            if difference.empty:
                continue
            means = family_means(recall[[method, peer]].dropna()).mean()
            found.append(
                {"classifier": classifier, "method": method, "peer": peer}
                | {"recall": means[method], "peer_recall": means[peer]}
                | said_of(difference)
                | {f"{name}_gain": table[method].mean() for name, table in differences.items()}
                | {"time_ratio": (seconds[method] / seconds[peer]).median()}
            )
    columns = None if found else ["classifier", "method", "peer"]
    return pd.DataFrame(found, columns=columns).set_index(["classifier", "method"])


def said_of(difference: pd.Series) -> dict[str, float]:
    """Return the counts of families and the posterior of one difference per family."""
    values = difference.to_numpy()
    return {
        "n_families": len(values),
        **win_tie_loss(values)._asdict(),
        **signed_rank_posterior(values)._asdict(),
    }


def against(rows: pd.DataFrame, reference: str, measure: str) -> pd.DataFrame:
    """Return how the arms of one classifier do against a reference, each on the common cells.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    reference : str
        A method.
    measure : str
        A measure of which greater values are better, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        Indexed by method, without the reference: ``gain``, the mean difference over families;
        ``win``, ``tie``, ``loss``; the posterior ``worse``, ``equal``, ``better``; ``p_value`` of
        Wilcoxon's test, corrected by Holm's rule over the rows; and ``n_families``. Empty when the
        reference was not run.
    """
    table = scores_by_cell(rows, measure)
    found: list[dict[str, object]] = []
    if reference in table:
        others = dict.fromkeys(table.columns.drop(reference), reference)
        for method, column in paired_differences(table, others).items():
            difference = column.dropna()
            if len(difference):
                p_value = signed_rank_p(difference.to_numpy()[:, None])[0]
                found.append(
                    {"method": method, "gain": difference.mean(), "p_value": p_value}
                    | said_of(difference)
                )
    columns = None if found else ["method", "p_value"]
    result = pd.DataFrame(found, columns=columns).set_index("method")
    result["p_value"] = holm(result["p_value"].to_numpy(dtype="float64"))
    return result
