import numpy as np
import pytest

import benchmarks.protocol.bench as bench_module
from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.methods import METHODS, UNDEFINED
from benchmarks.protocol.bench import Bench
from benchmarks.protocol.encoding import Encoding
from benchmarks.protocol.method import Method
from benchmarks.protocol.needs import ImageRows, MinorityRows
from benchmarks.protocol.results import MEASURES
from oversample.evaluation.folds import split
from tests.benchmarks import tiny
from tests.benchmarks.tiny import IMAGES, NO_TABLE, THREE, TINY, cell

NAMES = [column.name for column in MEASURES]
UNBOUNDED = {"log_loss", "calibration_intercept", "calibration_slope", "mcc"}


def arm(sampler: str, **more) -> Method:
    return Method(sampler, f"{tiny.__name__}:{sampler}", **more)


@pytest.fixture(autouse=True)
def cold(monkeypatch):
    """Forget which samplers were warmed up and what the spy has seen."""
    monkeypatch.setattr(bench_module, "_warm", set())
    tiny.SpySampler.seen.clear()


@pytest.mark.parametrize(
    "method", ["none", "none-threshold", "none-threshold-f1", "class-weight", "imblearn-smotenc"]
)
@pytest.mark.parametrize("classifier", ["logistic-regression", "hist-gradient-boosting", "mlp"])
def test_a_cell_gives_a_complete_row(classifier, method):
    row = Bench().run(cell(method, classifier, fold=1))
    assert (row["status"], row["reason"]) == ("ok", "")
    assert (row["family"], row["classifier"]) == ("tiny-family", classifier)
    assert (row["n_train"], row["n_test"], row["n_test_minority"]) == (60, 15, 3)
    assert all(0 <= row[name] <= 1 for name in NAMES if name not in UNBOUNDED)
    assert row["true_positives"] + row["false_negatives"] == 3
    assert sum(row["bin_rows"]) == 15
    assert row["seconds_fit"] > 0
    assert row["peak_bytes_fit"] >= 0
    assert row["seconds_predict"] > 0
    if method == "imblearn-smotenc":
        assert row["n_resampled"] == 2 * 48
        assert row["seconds_fit_resample"] > 0
    else:
        assert row["n_resampled"] == 60
        assert np.isnan(row["seconds_fit_resample"])


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_every_installed_classifier_works_on_three_classes(name):
    if not CLASSIFIERS[name].is_installed():
        pytest.skip(f"{name} is not installed")
    row = Bench().run(cell("oversample-smote", name, THREE))
    assert (row["status"], row["reason"]) == ("ok", "")
    assert row["class_labels"] == ["often", "now and then", "rarely"]
    assert len(row["class_recall"]) == 3
    assert row["class_recall"][2] == row["recall"]
    assert row["macro_recall"] == pytest.approx(np.mean(row["class_recall"]))


def test_the_forest_of_the_peer_takes_the_place_of_a_forest():
    row = Bench().run(cell("imblearn-balanced-forest", "random-forest"))
    assert row["status"] == "ok"
    assert row["recall"] != Bench().run(cell("none", "random-forest"))["recall"]


def test_same_cell_same_numbers():
    first, second = (
        Bench().run(cell("imblearn-smote", "hist-gradient-boosting")) for _ in range(2)
    )
    assert [first[name] for name in NAMES] == [second[name] for name in NAMES]


def test_sharing_changes_no_number():
    methods = ["none", "none-threshold", "none-threshold-f1", "class-weight"]
    shared = Bench()
    for method in methods:
        together, apart = shared.run(cell(method)), Bench().run(cell(method))
        assert [together[name] for name in NAMES] == [apart[name] for name in NAMES]
        assert together["threshold"] == apart["threshold"]


def test_a_threshold_moves_decisions_and_no_probability():
    bench = Bench()
    plain, moved = bench.run(cell("none")), bench.run(cell("none-threshold"))
    assert plain["threshold"] == 0.5
    assert moved["threshold"] < 0.5
    assert moved["recall"] > plain["recall"]
    for name in ("roc_auc", "average_precision", "log_loss", "brier_score", "calibration_slope"):
        assert moved[name] == plain[name]
    assert moved["seconds_fit"] > plain["seconds_fit"]


def test_a_sampler_sees_the_encoded_training_rows_only():
    bench = Bench()
    assert bench.run(cell(tiny.spy()))["status"] == "ok"
    assert bench.run(cell(tiny.spy(), "decision-tree"))["status"] == "ok"
    table = tiny.tiny_table()
    train, test = split(table.y, 0, "tiny", 0, 0)
    encoding = Encoding(table.X.iloc[train])
    expected = encoding.to_matrix(encoding.clean(table.X.iloc[train]))
    assert len(tiny.SpySampler.seen) == 2  # the rehearsal and one timed call for both classifiers
    for seen_X, seen_y, _ in tiny.SpySampler.seen:
        np.testing.assert_array_equal(seen_X, expected)
        np.testing.assert_array_equal(seen_y, table.y[train])
    assert not set(train) & set(test)


def test_an_image_sampler_sees_raw_pixels_and_the_shape():
    assert Bench().run(cell(tiny.spy(stage="image"), dataset=IMAGES))["status"] == "ok"
    X, _, image_shape = tiny.SpySampler.seen[0]
    assert image_shape == (2, 3)
    assert X.max() > 10
    np.testing.assert_array_equal(X, X.round())


def test_a_table_sampler_sees_scaled_numbers_and_categories():
    seen = bench_module.read_fold(TINY, 0, 0, 0).at("table")
    expected = {"number": "float64", "gaps": "float64", "letter": "category"}
    assert seen.dtypes.astype(str).to_dict() == expected
    assert not seen.isna().any().any()
    np.testing.assert_allclose(seen["number"].mean(), 0, atol=1e-12)
    plain_smote = Bench().run(cell(tiny.spy(stage="table")))
    assert (plain_smote["status"], plain_smote["package"]) == ("failed", "simple")
    assert "could not convert string to float" in plain_smote["reason"]


def test_a_tuned_threshold_resamples_inside_the_inner_folds():
    row = Bench().run(cell(tiny.spy(threshold="f1")))
    assert row["status"] == "ok"
    sizes = [len(y) for _, y, _ in tiny.SpySampler.seen]
    assert sizes == [60, 60] + [48] * 5  # rehearsal, the fit, inner folds
    assert row["n_resampled"] == 96


def test_a_rehearsal_happens_once_per_sampler_and_data_set():
    assert Bench().run(cell(tiny.spy()))["seconds_warm_up"] > 0
    assert np.isnan(Bench().run(cell(tiny.spy()))["seconds_warm_up"])
    assert len(tiny.SpySampler.seen) == 3


def test_a_crash_is_a_failed_row():
    row = Bench().run(cell(arm("BrokenSampler")))
    assert (row["status"], row["reason"]) == ("failed", "ArithmeticError: out of numbers")
    row = Bench().run(cell(Method("absent", "no_such_module:Sampler")))
    assert row["reason"] == "ModuleNotFoundError: No module named 'no_such_module'"
    row = Bench().run(cell(dataset=NO_TABLE))
    assert row["reason"] == "OSError: the drawer is locked"


def test_a_sampler_that_declines_is_skipped_and_not_failed():
    row = Bench().run(cell(arm("DecliningSampler", declines=("No clusters found",))))
    assert row["status"] == "skipped"
    assert row["reason"] == "No clusters found with sufficient samples of class 1."
    assert Bench().run(cell(arm("DecliningSampler")))["status"] == "failed"
    assert Bench().run(cell(arm("BrokenSampler", declines=UNDEFINED)))["status"] == "failed"


def test_what_a_method_needs_is_a_skip_with_the_reason():
    few = Bench().run(cell(tiny.spy(needs=(MinorityRows(13),))))
    assert few["status"] == "skipped"
    assert few["reason"] == "needs 13 minority rows, the training fold has 12"
    assert few["n_train_minority"] == 12
    assert np.isnan(few["recall"])
    no_image = Bench().run(cell(tiny.spy(stage="image", needs=(ImageRows(),))))
    assert no_image["reason"] == "is for images, the rows of the data set are none"
    weights = Bench().run(cell("class-weight", "k-nearest-neighbors"))
    assert weights["reason"] == "k-nearest-neighbors takes no weights"
    classes = Bench().run(cell("none-threshold", dataset=THREE))
    assert classes["reason"] == "is for two classes, the data set has 3"
    nominal = Bench().run(cell("oversample-smoten"))
    assert nominal["reason"].endswith("the data set has 2 numeric and 1 nominal ones")


def test_warnings_are_stored():
    row = Bench().run(cell(arm("TalkativeSampler")))
    assert (row["status"], row["warnings"]) == ("ok", "UserWarning: a word")


def test_tuning_tries_as_many_configurations_for_each_arm():
    bench = Bench()
    for method in ("none", "imblearn-smote"):
        row = bench.run(cell(METHODS[method], n_configurations=4))
        assert row["status"] == "ok"
        assert '"tried": 4, "failed": 0' in row["configuration"]
        assert row["n_configurations"] == 4
        assert row["seconds_tune"] > 0
    assert Bench().run(cell())["configuration"] == ""
