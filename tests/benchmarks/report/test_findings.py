import numpy as np
import pytest

from benchmarks.report.findings import (
    findings,
    overall_findings,
    peer_findings,
    price_findings,
    recall_findings,
)
from benchmarks.report.headline import against, against_peers, headline
from benchmarks.report.remarks import power_remarks, time_ratios, time_remarks, trouble_remarks
from tests.benchmarks.result_tables import plausible_rows, rows_of

THREE = {"d1": "f1", "d2": "f2", "d3": "f3"}


def all_findings(rows):
    return findings(rows, headline(rows), against_peers(rows))


def test_arms_keep_their_order_and_missing_ones_are_counted():
    rows = rows_of({"z": {"status": "failed"}, "a": {}, "m": {"status": "skipped"}}, {"d": "f"})
    table = headline(rows)
    assert table.index.get_level_values("method").tolist() == ["z", "a", "m"]
    assert table[["n_ok", "n_skipped", "n_failed"]].to_numpy().tolist() == [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
    ]
    assert np.isnan(table.loc[("tree", "z"), "recall"])
    assert list(table)[:3] == ["package", "recall", "precision"]


def test_headline_says_what_kind_of_gain_it_is():
    arms = {
        "none": {},
        "oversample-shift": {"recall": 0.8},
        "oversample-rank": {"recall": 0.8, "average_precision": 0.6},
        "oversample-same": {},
    }
    gains = headline(rows_of(arms, THREE))["gain"].droplevel("classifier")
    assert gains.to_dict() == {
        "none": "",
        "oversample-shift": "threshold",
        "oversample-rank": "ranking",
        "oversample-same": "no gain",
    }


def test_a_mere_shift_of_the_threshold_is_called_so():
    arms = {
        "none": {},
        "none-threshold": {"recall": 0.8},
        "imblearn-a": {"recall": 0.8},
        "oversample-a": {"recall": 0.85},
        "oversample-b": {"recall": 0.9, "average_precision": 0.6},
    }
    rows = rows_of(arms, THREE)
    (shift_of, shift), (rank_of, rank) = recall_findings(rows, headline(rows))
    assert shift_of == rank_of == "tree"
    assert shift == (
        "of 100 rare cases it finds 50 by itself and 80 to 85 after resampling (imblearn-a, "
        "oversample-a). Resampling does not tell rare cases from others any better (average "
        "precision +0.000), so the same could be had by moving the decision threshold, which finds "
        "80 without one synthetic row."
    )
    assert rank == (
        "of 100 rare cases it finds 50 by itself and 90 after resampling (oversample-b), which "
        "also tells rare cases from others better on average (average precision +0.100; by more "
        "than 0.01 on 3 of 3 families of data sets): a moved threshold cannot do that."
    )
    (overall,) = overall_findings(headline(rows))
    assert "in all 3 combinations of a sampler and a classifier" in overall
    assert (
        "In 2 of 3 such combinations it does not tell rare cases from others any better" in overall
    )


def test_a_loss_is_called_a_loss():
    """A default average precision of 0.5 falls to 0.1: no moved threshold does that."""
    arms = {
        "none": {},
        "none-threshold": {"recall": 0.8},
        "oversample-a": {"recall": 0.8, "average_precision": 0.1},
        "oversample-b": {"recall": 0.8},
    }
    rows = rows_of(arms, THREE)
    (_, shift), (_, loss) = recall_findings(rows, headline(rows))
    assert "(oversample-b). Resampling does not tell rare cases from others any better" in shift
    assert loss == (
        "of 100 rare cases it finds 50 by itself and 80 after resampling (oversample-a), but tells "
        "rare cases from others worse (average precision −0.400): a loss that does not come with a "
        "moved decision threshold, which finds 80 without one synthetic row."
    )


def test_without_the_moved_threshold_nothing_is_said_of_it():
    rows = rows_of({"none": {}, "oversample-a": {"recall": 0.8}}, THREE)
    ((_, sentence),) = recall_findings(rows, headline(rows))
    assert sentence.endswith("moving the decision threshold.")
    assert not list(price_findings(rows, headline(rows)))


def test_arms_that_did_little_are_not_counted_among_all():
    arms = {
        "none": {},
        "oversample-most": {"recall": 0.8},
        "oversample-few": {"recall": 0.9, "average_precision": 0.9},
    }
    rows = rows_of(arms, {name: name for name in "abcdefghij"})
    hard = rows["dataset"] == "a"
    rows.loc[hard & (rows["method"] == "none"), "recall"] = 0.0
    rows.loc[hard & (rows["method"] == "oversample-most"), "status"] = "failed"
    rows.loc[~hard & (rows["method"] == "oversample-few"), "status"] = "skipped"
    table = headline(rows)
    assert table["covered"].tolist() == [True, True, False]
    ((_, sentence),) = recall_findings(rows, table)
    # Alone it finds 45; on the nine data sets that both did, resampling adds 30 to its 50.
    assert "it finds 45 by itself and 75 after resampling (oversample-most)" in sentence


def test_no_gain_is_said_too():
    rows = rows_of({"none": {}, "oversample-a": {"recall": 0.45}}, THREE)
    ((_, sentence),) = recall_findings(rows, headline(rows))
    assert sentence.endswith("and resampling does not raise that (recall −0.050).")
    assert not list(overall_findings(headline(rows)))


def test_no_finding_without_the_classifier_alone():
    rows = rows_of({"oversample-a": {}}, THREE)
    assert not list(recall_findings(rows, headline(rows)))
    assert headline(rows)["gain"].tolist() == [""]


def test_each_measure_is_compared_with_the_threshold_moved_for_it():
    arms = {
        "none-threshold": {"f1": 0.1, "g_mean": 0.8, "brier_score": 0.1},
        "none-threshold-f1": {"f1": 0.6, "g_mean": 0.1},
        "oversample-a": {"f1": 0.605, "g_mean": 0.7, "brier_score": 0.2},
        "imblearn-a": {"f1": 0.605, "g_mean": 0.7, "brier_score": 0.2},
    }
    rows = rows_of(arms, THREE)
    ((classifier, sentence),) = price_findings(rows, headline(rows))
    assert classifier == "tree"
    assert sentence == (
        "against a threshold moved for the same purpose, resampling has on average about the same "
        "F1 (+0.005), a lower G-mean (−0.100), worse probabilities (Brier score +0.100)."
    )


def test_peers_are_compared_on_the_cells_that_both_did():
    arms = {"imblearn-a": {"recall": 0.6}, "oversample-a": {"peer": "imblearn-a", "recall": 0.65}}
    rows = rows_of(arms, THREE, n_folds=2)
    lost = (rows["method"] == "imblearn-a") & (rows["dataset"] == "d1")
    rows.loc[lost, "status"] = "failed"
    rows.loc[(rows["method"] == "oversample-a") & (rows["dataset"] == "d1"), "recall"] = 0.0
    pairs = against_peers(rows)
    pair = pairs.loc[("tree", "oversample-a")]
    assert pair["recall"] == pytest.approx(0.65)
    assert pair["peer_recall"] == pytest.approx(0.6)
    assert pair["recall_gain"] == pytest.approx(0.05)
    assert (pair["win"], pair["tie"], pair["loss"], pair["n_families"]) == (2, 0, 0, 2)
    assert pair["better"] > 0.9
    (sentence,) = peer_findings(pairs)
    assert "is equal within 0.01 in 0 of 1 comparisons, higher in 1 and lower in 0" in sentence


def test_no_peer_no_finding():
    arms = {"oversample-a": {"peer": "imblearn-a"}, "oversample-b": {"peer": "imblearn-b"}}
    rows = rows_of(arms | {"imblearn-b": {"status": "failed"}}, THREE)
    pairs = against_peers(rows)
    assert pairs.empty
    assert not list(peer_findings(pairs))
    assert not list(time_remarks(time_ratios(rows)))


def test_against_a_reference():
    arms = {"none": {}, "up": {"f1": 0.7}, "same": {}, "gone": {"status": "skipped"}}
    table = against(rows_of(arms, {name: name for name in "abcdefgh"}), "none", "f1")
    assert table.index.tolist() == ["up", "same"]
    assert table.loc["up", "gain"] == pytest.approx(0.2)
    assert table.loc["up", "p_value"] == pytest.approx(2 * 2 / 2**8)  # two rows after Holm
    assert table.loc["same", "p_value"] == 1
    assert table.loc["same", "equal"] > 0.99
    assert against(rows_of(arms, THREE), "absent", "f1").empty


def test_time_ratio_is_the_median_over_pairs():
    arms = {"oversample-a": {"peer": "imblearn-a", "seconds_warm_up": 2.0}, "imblearn-a": {}}
    rows = rows_of(arms, THREE)
    rows["seconds_fit_resample"] = [1.0, 2.0, 1.0, 4.0, 3.0, 3.0]
    (sentence,) = time_remarks(time_ratios(rows))
    assert sentence == (
        "fit_resample time, oversample-a / imblearn-a: median 0.50 (quartiles 0.38 to 0.75, 3 "
        "paired cells; longest untimed first call 2000 ms)."
    )


def test_too_few_families_are_said():
    arms = {"a": {}, "b": {}, "c": {}}
    (sentence,) = power_remarks(rows_of(arms, THREE))
    assert sentence.startswith("3 families of data sets cannot tell 3 methods apart")
    (sentence,) = power_remarks(rows_of(arms, {"own": "own"}))
    assert sentence.startswith("All data come from one family: what holds for its 3 methods")
    assert not list(power_remarks(rows_of(arms, {name: name for name in "abcdefghij"})))
    assert not list(power_remarks(rows_of({"a": {}}, THREE)))


def test_trouble_gives_the_reason():
    rows = rows_of({"none": {}, "bad": {"status": "failed", "reason": "Boom: no"}}, {"d": "f"})
    first, second = trouble_remarks(rows)
    assert first == "bad, failed cells: 1 on d: Boom: no"
    assert "compare them with care" in second
    assert not list(trouble_remarks(rows[rows["method"] == "none"]))


def test_many_names_are_counted():
    rows = plausible_rows(n_datasets=20, n_folds=2)
    text = " ".join(trouble_remarks(rows))
    assert "failed cells: 24 on 6 of 20 data sets: RuntimeError: no cluster" in text
    assert "(all 8 samplers)" in " ".join(all_findings(rows))


def test_known_picture_is_said_in_words():
    text = " ".join(all_findings(plausible_rows()))
    assert "the same could be had by moving the decision threshold" in text
    assert "worse probabilities" in text
