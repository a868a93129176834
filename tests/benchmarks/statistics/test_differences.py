import numpy as np
import pytest

from benchmarks.statistics.differences import differences, uncertain
from benchmarks.statistics.families import scores_by_cell
from oversample.evaluation.statistics.uncertainty import over_families, over_folds
from tests.benchmarks.result_tables import plausible_rows, rows_of


def test_gains_are_paired():
    rows = rows_of({"none": {}, "smote": {"recall": 0.7}}, {"d1": "f1", "d2": "f2"})
    missing = (rows["dataset"] == "d2") & (rows["method"] == "smote")
    rows.loc[missing, ["recall", "status"]] = [np.nan, "failed"]
    rows.loc[(rows["dataset"] == "d2") & (rows["method"] == "none"), "recall"] = 0.99
    gains = differences(rows, "none", "recall")
    assert gains.index.tolist() == ["smote"]
    assert gains.loc["smote", "gain"] == pytest.approx(0.2)
    assert gains.loc["smote", "cells"] == 1
    assert differences(rows, "absent", "recall").empty


def test_gains_are_those_of_a_loop():
    rows = plausible_rows(n_datasets=5, n_folds=3, classifiers=("tree",))
    gains = differences(rows, "none", "recall")
    for method, gain in gains["gain"].items():
        by_family: dict[str, dict[str, list[float]]] = {}
        for row in rows.itertuples():
            if (row.method, row.status) != (method, "ok"):
                continue
            (base,) = rows.loc[
                (rows["method"] == "none")
                & (rows["dataset"] == row.dataset)
                & (rows["fold"] == row.fold),
                "recall",
            ]
            folds = by_family.setdefault(row.family, {}).setdefault(row.dataset, [])
            folds.append(row.recall - base)
        families = [
            np.mean([np.mean(folds) for folds in datasets.values()])
            for datasets in by_family.values()
        ]
        assert gain == pytest.approx(np.mean(families))


def test_of_several_data_sets_families_weigh_the_same_and_of_one_the_folds():
    rows = rows_of({"x": {}}, {"a1": "a", "a2": "a", "b1": "b"}, n_folds=2)
    rows["recall"] = [0.1, 0.3, 0.4, 0.4, 0.5, 0.7]
    cells = scores_by_cell(rows, "recall")["x"]
    assert uncertain(cells)[:5] == pytest.approx(over_families(np.array([0.3, 0.6]))[:5])
    assert uncertain(cells.iloc[:2]) == over_folds(np.array([0.1, 0.3]), 1.0)
    one = uncertain(cells.iloc[:1])
    assert one.mean == 0.1
    assert np.isnan(one.low)
