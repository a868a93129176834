"""The tables that the report opens with: all arms, and ours against imbalanced-learn's."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.measures import ALL, JUDGED
from benchmarks.statistics.differences import counted_once, differences, uncertain
from benchmarks.statistics.families import (
    MIN_COVERAGE,
    family_means,
    paired,
    paired_differences,
    scores_by_cell,
)
from oversample.evaluation.statistics.bayes import signed_rank_posterior
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
        measures, ``fit_resample_ms`` and ``fit_ms``; the numbers of cells ``n_ok``, ``n_skipped``
        and ``n_failed``; ``covered``, whether it did enough of the cells that any arm of the
        classifier did to be compared with all of them at once; ``counted``, whether its algorithm
        is counted by it and not by another arm; ``n_common``, on how many cells the means of the
        classifier are; and for each of ``JUDGED`` the columns of ``differences`` to the classifier
        alone, such as ``recall_gain`` and ``recall_verdict``, on the cells that both did. The means
        are those on the cells that all covered arms did; other arms have none, see ``partial``.
    """
    arm = ["classifier", "method"]
    table = rows[[*arm, "package"]].drop_duplicates(arm).set_index(arm)
    counts = rows.groupby([*arm, "status"], sort=False).size().unstack("status")
    counts = counts.reindex(columns=["ok", "skipped", "failed"]).fillna(0).astype("int64")
    counts = counts.add_prefix("n_").reindex(table.index)
    most = counts.groupby("classifier", sort=False)["n_ok"].transform("max")
    covered = (counts["n_ok"] > 0) & (counts["n_ok"] >= MIN_COVERAGE * most)
    means, gains, counted, common = [], [], [], {}
    for classifier, of_classifier in rows.groupby("classifier", sort=False):
        names = covered[classifier].index[covered[classifier]]
        compared = of_classifier[of_classifier["method"].isin(names)]
        means.append(_named(classifier, means_of(compared, MIN_COVERAGE)))
        sides = [
            differences(of_classifier, BASELINE, measure.name).add_prefix(f"{measure.name}_")
            for measure in JUDGED
        ]
        gains.append(_named(classifier, pd.concat(sides, axis=1)))
        counted += [(classifier, method) for method in counted_once(of_classifier)]
        done = scores_by_cell(compared.assign(done=1.0), "done")
        common[classifier] = len(done.dropna())
    table = table.join(pd.concat(means)).join(counts)
    table["covered"] = covered
    table["counted"] = table.index.isin(counted)
    table["n_common"] = table.index.get_level_values("classifier").map(common)
    table = table.join(pd.concat(gains))
    for measure in JUDGED:
        verdict, cells = f"{measure.name}_verdict", f"{measure.name}_cells"
        table[verdict] = table[verdict].fillna("").astype("str")
        table[cells] = table[cells].fillna(0).astype("int64")
    return table


def _named(classifier: object, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame by method as one by classifier and method."""
    return pd.concat({classifier: frame}, names=["classifier", "method"])


def means_of(rows: pd.DataFrame, min_coverage: float = 0.0) -> pd.DataFrame:
    """Return the measures and times by method, on the cells that all of the methods did.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    min_coverage : float, default=0.0
        A measure that a method has on a smaller share of the cells has no mean.
    """
    names = [measure.name for measure in ALL]
    means = {name: paired(scores_by_cell(rows, name), min_coverage).mean() for name in names}
    for name in ("fit_resample", "fit"):
        seconds = paired(scores_by_cell(rows, f"seconds_{name}"), min_coverage).mean()
        means[f"{name}_ms"] = 1000 * seconds
    return pd.DataFrame(means, index=pd.Index(rows["method"].unique(), name="method"))


def partial(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the arms that did too few cells for the headline, each beside the classifier alone.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    table : pandas.DataFrame
        Its headline.

    Returns
    -------
    pandas.DataFrame
        For each such arm a row, and below it one of the classifier alone on the same cells, where
        that was run: ``classifier``, ``method``, ``package``, the measures and times, and
        ``n_common``, the number of those cells.
    """
    found = []
    for classifier, method in table.index[~table["covered"] & (table["n_ok"] > 0)]:
        methods = list(dict.fromkeys([method, BASELINE]))
        both = rows[(rows["classifier"] == classifier) & rows["method"].isin(methods)]
        done = scores_by_cell(both.assign(done=1.0), "done").dropna(axis=1, how="all")
        means = means_of(both).loc[[name for name in methods if name in done]]
        means["n_common"] = len(done.dropna())
        packages = both.drop_duplicates("method").set_index("method")["package"]
        found.append(means.assign(classifier=classifier, package=packages).reset_index())
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def against_peers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per classifier and arm of ours that has a peer, on the cells that both did.

    Returns
    -------
    pandas.DataFrame
        Indexed by classifier and method, with ``peer``; ``recall`` and ``peer_recall``, their
        difference ``recall_gain`` and those of the other measures; ``win``, ``tie`` and ``loss``
        of recall over the families and its posterior ``worse``, ``equal``, ``better``; its interval
        ``low`` and ``high``, range ``least`` and ``most``, ``verdict`` and ``cells``;
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
        paired_gains = {name: paired_differences(table, peers) for name, table in tables.items()}
        recall = tables["recall"]
        seconds = scores_by_cell(of_classifier, "seconds_fit_resample")
        for method, peer in peers.items():
            difference = paired_gains["recall"][method].dropna()
            if difference.empty:
                continue
            means = family_means(recall[[method, peer]].dropna()).mean()
            found.append(
                {"classifier": classifier, "method": method, "peer": peer}
                | {"recall": means[method], "peer_recall": means[peer]}
                | said_of(difference)
                | _interval(recall[method] - recall[peer])
                | {f"{name}_gain": table[method].mean() for name, table in paired_gains.items()}
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
        Indexed by method, without the reference: the columns of ``differences``; ``win``, ``tie``,
        ``loss``; the posterior ``worse``, ``equal``, ``better``; ``p_value`` of Wilcoxon's test,
        corrected by Holm's rule over the rows; and ``n_families``. An algorithm has one row, and
        that of the reference has none. Empty when the reference was not run.
    """
    counted = [reference, *counted_once(rows[rows["peer"] != reference])]
    rows = rows[rows["method"].isin(counted)]
    found = differences(rows, reference, measure)
    table = scores_by_cell(rows, measure)
    said: dict[str, dict[str, float]] = {}
    for method in found.index:
        difference = family_means((table[method] - table[reference]).dropna().to_frame())
        p_value = signed_rank_p(difference.to_numpy())[0]
        said[method] = {"p_value": p_value} | said_of(difference.iloc[:, 0])
    columns = None if said else ["p_value"]
    result = found.join(pd.DataFrame.from_dict(said, orient="index", columns=columns))
    result["p_value"] = holm(result["p_value"].to_numpy(dtype="float64"))
    return result.rename_axis("method")


def _interval(cells: pd.Series) -> dict[str, object]:
    """Return the interval, range and verdict of a difference per cell, and the number of cells."""
    known = cells.dropna()
    found = uncertain(known)._asdict()
    del found["mean"]
    return found | {"verdict": found["verdict"].value, "cells": len(known)}
