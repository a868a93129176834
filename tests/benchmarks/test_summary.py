import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from benchmarks.metrics import METRICS
from benchmarks.summary import (
    gains,
    headline,
    markdown,
    print_summary,
    recall_verdicts,
    time_verdicts,
    trouble,
)


def rows_of(arms: dict[str, dict[str, float]], datasets: dict[str, str], **common) -> pd.DataFrame:
    """Return a tidy table: one fold, the same numbers on each data set."""
    return pd.DataFrame(
        [
            {
                "dataset": dataset,
                "family": family,
                "repeat": 0,
                "fold": 0,
                "learner": "tree",
                "method": method,
                "peer": None,
                "status": "ok",
                "reason": "",
                "warnings": "",
                **dict.fromkeys(METRICS, 0.5),
                "seconds_fit_resample": np.nan,
                "seconds_warm_up": np.nan,
                "n_rows": 10,
                "n_features": 2,
                "n_nominal": 0,
                "n_minority": 2,
                "imbalance_ratio": 4.0,
                "seed": 0,
                "machine": "a machine",
                "version_python": "3",
                **numbers,
                **common,
            }
            for dataset, family in datasets.items()
            for method, numbers in arms.items()
        ]
    )


def test_families_weigh_the_same():
    rows = rows_of({"none": {}}, {"a1": "a", "a2": "a", "b1": "b"})
    rows["recall"] = [0.0, 0.2, 0.9]
    table = headline(rows)
    assert table.loc[("tree", "none"), "recall"] == pytest.approx((0.1 + 0.9) / 2)
    assert next(iter(table)) == "recall"


def test_arms_keep_their_order_and_missing_ones_are_counted():
    rows = rows_of({"z": {"status": "failed"}, "a": {}, "m": {"status": "skipped"}}, {"d": "f"})
    table = headline(rows)
    assert table.index.get_level_values("method").tolist() == ["z", "a", "m"]
    assert table[["n_ok", "n_skipped", "n_failed"]].to_numpy().tolist() == [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
    ]


def test_gains_are_paired():
    rows = rows_of({"none": {}, "smote": {"recall": 0.7}}, {"d1": "f1", "d2": "f2"})
    easy = (rows["dataset"] == "d2") & (rows["method"] == "smote")
    rows.loc[easy, ["recall", "status"]] = [np.nan, "failed"]
    assert gains(rows).loc[("tree", "smote"), "recall"] == pytest.approx(0.2)


def test_a_mere_shift_of_the_threshold_is_called_so():
    rows = rows_of(
        {
            "none": {},
            "none-threshold": {"recall": 0.8},
            "shift": {"recall": 0.8},
            "gain": {"recall": 0.8, "average_precision": 0.6},
            "same": {},
        },
        {"d": "f"},
    )
    shift, gain = recall_verdicts(rows)
    assert shift.startswith("tree: minority recall rises over none (+0.300) without a gain")
    assert "with shift: moving the threshold" in shift
    assert "none-threshold reaches a recall of 0.800" in shift
    assert gain == (
        "tree: minority recall (+0.300) and average precision (+0.100) both rise over none "
        "with gain."
    )


def test_no_verdict_without_a_baseline():
    assert not list(recall_verdicts(rows_of({"smote": {}}, {"d": "f"})))


def test_time_ratio_is_the_median_over_pairs():
    arms = {"ours": {"peer": "theirs", "seconds_warm_up": 2.0}, "theirs": {}}
    rows = rows_of(arms, {"d1": "f", "d2": "f", "d3": "f"})
    rows["seconds_fit_resample"] = [1.0, 2.0, 1.0, 4.0, 3.0, 3.0]
    (sentence,) = time_verdicts(rows)
    assert "ours / theirs: median 0.50" in sentence
    assert "3 paired cells" in sentence
    assert "2000 ms" in sentence


def test_trouble_gives_the_reason():
    rows = rows_of({"none": {}, "bad": {"status": "failed", "reason": "Boom: no"}}, {"d": "f"})
    assert next(trouble(rows)) == "bad, failed cells: 1 on d: Boom: no"
    assert not list(trouble(rows[rows["method"] == "none"]))


def test_everything_failed():
    rows = rows_of({"none": {"status": "failed", "reason": "x"}}, {"d": "f"})
    rows[[*METRICS, "seconds_fit_resample"]] = np.nan
    assert "| none | - | - |" in markdown(rows)


def test_markdown_and_print_say_the_same(tmp_path):
    arms = {"none": {"recall": 0.25}, "oversample-random": {"recall": 0.75}}
    rows = rows_of(arms, {"d": "f"})
    text = markdown(rows)
    assert "| oversample-random | 0.750 |" in text
    assert "| d | f | 10 | 2 | 0 | 2 | 4.0 |" in text
    assert "a machine; python 3." in text
    with (tmp_path / "out").open("w+") as file:
        print_summary(rows, Console(file=file, width=80))
        file.seek(0)
        printed = file.read()
    assert "0.750" in printed
    assert "…" not in printed
    for sentence in recall_verdicts(rows):
        assert sentence in text
        assert sentence in printed
