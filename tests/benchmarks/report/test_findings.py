import numpy as np
import pytest
from scipy.stats import t

from benchmarks.report.findings import (
    findings,
    overall_findings,
    peer_findings,
    price_findings,
    recall_findings,
)
from benchmarks.report.headline import against, against_peers, headline
from benchmarks.report.measures import ALL
from benchmarks.report.panel_figures import rank_figure
from benchmarks.report.remarks import power_remarks, time_ratios, time_remarks, trouble_remarks
from benchmarks.statistics.differences import counted_once
from tests.benchmarks.result_tables import plausible_rows, rows_of

THREE = {"d1": "f1", "d2": "f2", "d3": "f3"}
SEVEN = {f"d{number}": f"f{number}" for number in range(7)}


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


def test_headline_has_the_differences_to_the_classifier_alone_with_their_verdicts():
    arms = {
        "none": {},
        "oversample-shift": {"recall": 0.8},
        "oversample-rank": {"recall": 0.8, "average_precision": 0.6},
        "oversample-loss": {"average_precision": 0.1},
        "oversample-same": {},
    }
    table = headline(rows_of(arms, SEVEN)).droplevel("classifier")
    assert table["recall_verdict"].to_dict() == {
        "none": "",
        "oversample-shift": "better",
        "oversample-rank": "better",
        "oversample-loss": "not shown",
        "oversample-same": "not shown",
    }
    assert table["average_precision_verdict"].tolist() == [
        "",
        "not shown",
        "better",
        "worse",
        "not shown",
    ]
    assert table.loc["oversample-loss", "average_precision_high"] == pytest.approx(-0.4)
    few = headline(rows_of(arms, THREE))
    assert set(few["recall_verdict"]) == {"", "not shown"}


def test_each_verdict_is_said_with_its_interval():
    arms = {
        "none": {},
        "none-threshold": {"recall": 0.8},
        "oversample-a": {"recall": 0.8, "average_precision": 0.1},
        "oversample-b": {"recall": 0.85},
        "oversample-c": {"recall": 0.9, "average_precision": 0.6},
    }
    rows = rows_of(arms, SEVEN)
    table = headline(rows)
    (of_recall, recall), (of_precision, precision) = recall_findings(table)
    assert of_recall == of_precision == "tree"
    assert recall == (
        "of 100 rare cases it finds 80 to 90 after resampling, 50 by itself, 80 with its threshold "
        "moved. Recall is better with oversample-a, oversample-b, oversample-c (+0.300 to +0.400, "
        "intervals within [+0.300, +0.400])."
    )
    assert precision == (
        "average precision is better with oversample-c (+0.100 [+0.100, +0.100], +0.100 to +0.100 "
        "with one family left out); worse with oversample-a (−0.400 [−0.400, −0.400], −0.400 to "
        "−0.400 with one family left out); not shown to differ with oversample-b (+0.000 [+0.000, "
        "+0.000], +0.000 to +0.000 with one family left out)."
    )
    (overall,) = overall_findings(table)
    assert overall.startswith(
        "Against the classifier alone, of 3 combinations of an algorithm that resamples and a "
        "classifier: recall is better in 3, worse in 0, and no difference is shown in 0; average "
        "precision is better in 1, worse in 1, and no difference is shown in 1."
    )


def test_one_data_set_decides_nothing():
    """Six families without a difference, and one on which the sampler ranks perfectly."""
    rows = rows_of({"none": {}, "oversample-a": {"recall": 0.8}}, SEVEN)
    lucky = (rows["dataset"] == "d1") & (rows["method"] == "oversample-a")
    rows.loc[lucky, "average_precision"] = 1.0
    arm = headline(rows).loc[("tree", "oversample-a")]
    assert arm["average_precision_gain"] == pytest.approx(0.5 / 7)
    assert arm["average_precision_least"] == 0
    assert arm["average_precision_verdict"] == "not shown"


def test_an_algorithm_counts_once():
    arms = {
        "none": {},
        "imblearn-a": {"recall": 0.8},
        "oversample-a": {"recall": 0.8, "peer": "imblearn-a"},
        "imblearn-b": {"recall": 0.8},
        "oversample-b": {"status": "skipped", "peer": "imblearn-b"},
        "imblearn-c": {"recall": 0.8},
    }
    rows = rows_of(arms, SEVEN)
    table = headline(rows)
    names = ["none", "oversample-a", "imblearn-b", "oversample-b", "imblearn-c"]
    assert counted_once(rows) == names
    assert table.index[table["counted"]].get_level_values("method").tolist() == names
    (sentence,) = overall_findings(table)
    assert "of 3 combinations" in sentence
    against_alone = against(rows, "none", "recall")
    assert against_alone.index.tolist() == ["oversample-a", "imblearn-b", "imblearn-c"]
    assert against_alone["p_value"].tolist() == pytest.approx([3 * 2 / 2**7] * 3)
    assert against(rows, "imblearn-a", "recall").index.tolist() == [
        "none",
        "imblearn-b",
        "imblearn-c",
    ]
    ranks = rank_figure(rows, table.droplevel("classifier")["package"], ALL[0])
    assert ">imblearn-a<" not in ranks.drawing
    assert ">oversample-a<" in ranks.drawing


def test_differences_within_one_data_set_are_corrected_for_shared_rows():
    rows = rows_of({"none": {}, "oversample-a": {}}, {"own": "own"}, n_folds=5)
    gains = np.array([0.1, 0.1, 0.2, 0.3, 0.3])
    rows.loc[rows["method"] == "oversample-a", "recall"] += gains
    arm = headline(rows).loc[("tree", "oversample-a")]
    half = t.ppf(0.975, 4) * np.sqrt((1 / 5 + 1 / 4) * gains.var(ddof=1))
    assert arm["recall_low"] == pytest.approx(0.2 - half)
    assert arm["recall_high"] == pytest.approx(0.2 + half)
    assert np.isnan(arm["recall_least"])
    assert arm["recall_verdict"] == "better"
    assert arm["recall_cells"] == 5


def test_of_runs_with_a_placebo_at_most_one_in_twenty_verdicts_is_better():
    """Arms that only perturb: every difference is noise, of a size of its own in each family."""
    rng = np.random.default_rng(0)
    names = [f"oversample-{number}" for number in range(6)]
    families = {f"d{number}": f"f{number}" for number in range(12)}
    verdicts = []
    for _ in range(5):
        rows = rows_of({name: {} for name in ["none", *names]}, families)
        size = rows["family"].map(dict(zip(families.values(), rng.exponential(1, 12), strict=True)))
        for name in ("recall", "average_precision"):
            rows[name] += rng.normal(0, 0.02, len(rows)) * size
        table = headline(rows)
        verdicts += [*table["recall_verdict"], *table["average_precision_verdict"]]
    judged = [verdict for verdict in verdicts if verdict]
    assert len(judged) == 60
    assert judged.count("better") <= 0.05 * len(judged)


def test_without_the_moved_threshold_nothing_is_said_of_it():
    rows = rows_of({"none": {}, "oversample-a": {"recall": 0.8}}, SEVEN)
    sentence = next(recall_findings(headline(rows)))[1]
    assert sentence.startswith("of 100 rare cases it finds 80 after resampling, 50 by itself. ")
    assert not list(price_findings(rows, headline(rows)))


def test_arms_that_did_little_are_not_counted_among_all():
    arms = {
        "none": {},
        "oversample-most": {"recall": 0.8},
        "oversample-few": {"recall": 0.9, "average_precision": 0.9},
    }
    rows = rows_of(arms, {name: name for name in "abcdefghijklmnopqrstu"})
    hard = rows["dataset"] == "a"
    rows.loc[hard & (rows["method"] == "none"), "recall"] = 0.0
    rows.loc[hard & (rows["method"] == "oversample-most"), "status"] = "failed"
    rows.loc[~hard & (rows["method"] == "oversample-few"), "status"] = "skipped"
    table = headline(rows)
    assert table["covered"].tolist() == [True, True, False]
    sentence = next(recall_findings(table))[1]
    # Alone it finds 48, but 50 on the twenty data sets that both did.
    assert "it finds 80 after resampling, 50 by itself" in sentence
    assert "better with oversample-most" in sentence
    assert table["n_common"].tolist() == [20, 20, 20]
    assert table["recall"].isna().tolist() == [False, False, True]


def test_a_loss_is_called_a_loss():
    rows = rows_of({"none": {}, "oversample-a": {"recall": 0.45}}, SEVEN)
    sentence = next(recall_findings(headline(rows)))[1]
    assert "Recall is worse with oversample-a (−0.050 [−0.050, −0.050]" in sentence


def test_no_finding_without_the_classifier_alone():
    rows = rows_of({"oversample-a": {}}, SEVEN)
    assert not list(recall_findings(headline(rows)))
    assert not list(overall_findings(headline(rows)))
    assert headline(rows)["recall_verdict"].tolist() == [""]


def test_each_measure_is_compared_with_the_threshold_moved_for_it():
    arms = {
        "none-threshold": {"f1": 0.1, "g_mean": 0.8, "brier_score": 0.1},
        "none-threshold-f1": {"f1": 0.6, "g_mean": 0.1},
        "oversample-a": {"f1": 0.6, "g_mean": 0.7, "brier_score": 0.2, "peer": "imblearn-a"},
        "imblearn-a": {"f1": 0.9, "g_mean": 0.9, "brier_score": 0.0},
    }
    rows = rows_of(arms, SEVEN)
    ((classifier, sentence),) = price_findings(rows, headline(rows))
    assert classifier == "tree"
    assert sentence == (
        "against a threshold moved for the same purpose, on average over the samplers F1 is not "
        "shown to differ (+0.000 [+0.000, +0.000], +0.000 to +0.000 with one family left out); "
        "G-mean is worse (−0.100 [−0.100, −0.100], −0.100 to −0.100 with one family left out); "
        "Brier is worse (+0.100 [+0.100, +0.100], +0.100 to +0.100 with one family left out)."
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
    assert pair["cells"] == 4
    (sentence,) = peer_findings(pairs)
    assert "is equal within 0.01 in 0 of 1 comparisons (differences +0.050)" in sentence
    assert "better in 0, worse in 0, and no difference is shown in 1" in sentence


def test_peers_have_verdicts():
    arms = {"imblearn-a": {"recall": 0.6}, "oversample-a": {"peer": "imblearn-a", "recall": 0.65}}
    (sentence,) = peer_findings(against_peers(rows_of(arms, SEVEN)))
    assert "better in 1, worse in 0, and no difference is shown in 0" in sentence


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
    assert "arms with fewer have a table of their own" in second
    assert not list(trouble_remarks(rows[rows["method"] == "none"]))


def test_many_names_are_counted():
    rows = plausible_rows(n_datasets=20, n_folds=2)
    text = " ".join(trouble_remarks(rows))
    assert "failed cells: 24 on 6 of 20 data sets: RuntimeError: no cluster" in text
    assert "with all 5 samplers (" in " ".join(all_findings(rows))


def test_known_picture_is_said_in_words():
    text = " ".join(all_findings(plausible_rows()))
    assert "average precision is better in 0, worse in 0, and no difference is shown in 10" in text
    assert "Brier is worse" in text
