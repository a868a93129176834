import numpy as np
import pytest

from benchmarks.report.advice import advice
from benchmarks.report.headline import headline
from tests.benchmarks.result_tables import rows_of

SEVEN = {f"d{number}": f"f{number}" for number in range(7)}


def test_what_makes_no_new_row_comes_first_and_a_loss_is_called_worse():
    arms = {
        "none": {},
        "none-threshold": {"recall": 0.7},
        "leaves-10": {"average_precision": 0.6},
        "oversample-good": {"recall": 0.9, "average_precision": 0.7},
        "oversample-bad": {"recall": 0.9, "average_precision": 0.1},
        "oversample-same": {"recall": 0.9},
    }
    threshold, knobs, samplers, *_ = advice(headline(rows_of(arms, SEVEN)))
    assert threshold == (
        "To find more rare cases, choose the threshold first: tuned on inner folds it raises "
        "recall with tree (+0.200), and makes no new row."
    )
    assert knobs.startswith("Then use what the classifier has itself. Without a new row, average ")
    assert knobs.endswith("is better with tree with leaves-10 (+0.100 [+0.100, +0.100]).")
    assert (
        "average precision is better in 1 of 3 combinations: tree with oversample-good" in samplers
    )
    assert "; is worse in 1 of 3 combinations: tree with oversample-bad (−0.400 [" in samplers


def test_nothing_shown_is_no_advice_to_resample():
    arms = {"none": {}, "none-threshold": {}, "oversample-a": {}, "oversample-b": {}}
    threshold, samplers, *_ = advice(headline(rows_of(arms, SEVEN)))
    assert "is not shown to raise recall with any classifier here" in threshold
    assert samplers.endswith(
        "average precision is better in 0 of 2 combinations; is worse in 0 of 2 combinations."
    )


def test_few_are_named_the_clearest_first():
    arms = {"none": {}} | {
        f"oversample-{step}": {"average_precision": 0.5 + step / 100} for step in range(1, 6)
    }
    (samplers, *_) = advice(headline(rows_of(arms, SEVEN)))
    places = [samplers.index(f"tree with oversample-{step} ") for step in (5, 4)]
    assert places == sorted(places)
    assert "is better in all 5 combinations" in samplers
    assert ", and 3 more; is worse in 0 of 5 combinations." in samplers


@pytest.mark.parametrize("known", [True, False])
def test_recall_beyond_a_moved_threshold_is_named_where_it_was_measured(known):
    table = headline(rows_of({"none": {}, "oversample-a": {}}, SEVEN))
    verdict = ["", "better"] if known else ["", ""]
    table = table.drop(columns=[name for name in table if name.startswith("recall_gain_at")])
    for name in ("gain", "low", "high", "least", "most"):
        table[f"recall_gain_at_rate_{name}"] = [np.nan, 0.1]
    table["recall_gain_at_rate_verdict"] = verdict
    said = [sentence for sentence in advice(table) if "false-positive rate" in sentence]
    assert len(said) == known
    assert all(
        "is better in 1 of 1 combinations (1 with tree) and worse in 0." in one for one in said
    )


@pytest.mark.parametrize(
    "arms", [{"oversample-a": {}}, {"none": {}}, {"none": {}, "leaves-10": {}}]
)
def test_without_a_comparison_there_is_no_advice(arms):
    assert advice(headline(rows_of(arms, SEVEN))) == []
