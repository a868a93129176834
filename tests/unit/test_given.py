"""What is no table, and no labels of its rows: refused with a remedy, or warned of."""

import warnings

import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import polars as pl
import pytest
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import make_pipeline as make_plain_pipeline
from sklearn.utils.fixes import parse_version

import oversample
from oversample import BalancedBatches, CutMix, ImageOverSampler, RandomOverSampler
from oversample.image import ImageTransformer, Invert
from tests.instances import INSTANCES
from tests.naming import naming

N = 60
X = np.random.default_rng(0).normal(size=(N, 20))
Y = (np.arange(N) < 12).astype(int)
ONE_OF_EACH = {type(made): made for made in (i.make() for i in INSTANCES.values())}
each_sampler = pytest.mark.parametrize(
    "sampler", ONE_OF_EACH.values(), ids=lambda made: type(made).__name__
)


@each_sampler
def test_stacks_of_images_are_answered(sampler):
    remedy = r"shape \(60, 5, 4\).*reshape\(len\(X\), -1\) and image_shape=\(5, 4\)"
    for wrap in (np.asarray, np.ndarray.tolist, list):
        with naming(wrap=wrap), pytest.raises(ValueError, match=remedy):
            sampler.fit_resample(wrap(X.reshape(N, 5, 4)), Y)


LINES = {
    "array": (X[:, 0], r"X\.reshape\(-1, 1\)"),
    "list": (X[:, 0].tolist(), r"\[\[x\] for x in X\]"),
    "pandas": (pd.Series(X[:, 0]), r"X\.to_frame\(\)"),
    "polars": (pl.Series(X[:, 0]), r"X\.to_frame\(\)"),
    "records": (np.zeros(N, [("a", float), ("b", int)]), r"pandas\.DataFrame\(X\)"),
}


@each_sampler
def test_a_line_is_no_table_and_none_of_its_cells_are_printed(sampler):
    for line, remedy in LINES.values():
        with naming(line=line), pytest.raises(ValueError, match=remedy) as raised:
            sampler.fit_resample(line, Y)
        said = str(raised.value)
        assert f"{type(sampler).__name__} takes a table" in said
        assert "Expected 2D array, got 1D array" in said
        assert "swapped" not in said
        assert str(X[0, 0])[:5] not in said
    with pytest.raises(ValueError, match=r"shape \(60, 20\).*X and y swapped"):
        sampler.fit_resample(Y, X)


@each_sampler
def test_complex_numbers_are_refused_without_any_of_their_cells(sampler):
    with pytest.raises(ValueError, match=r"Complex data not supported.*X\.real") as raised:
        sampler.fit_resample(X * 1j, Y)
    assert str(X[0, 0])[:5] not in str(raised.value)


@pytest.mark.parametrize("kind", ["smote", "SMOT", "border-line smote", oversample.SMOTE, None])
def test_the_name_or_class_of_a_sampler_is_no_sampler(kind):
    remedy = {"border-line smote": r"mean oversample\.BorderlineSMOTE\(\)", None: "Got None"}
    with pytest.raises(TypeError, match=remedy.get(kind, r"oversample\.SMOTE\(\)|that class")):
        oversample.report(kind, X, Y)


@each_sampler
def test_the_name_of_a_column_is_no_target(sampler):
    for kind, drop in ((pd, r"drop\(\['y'\], axis=1\)"), (pl, r"drop\(\['y'\]\)")):
        frame = kind.DataFrame({"a": X[:, 0], "y": Y})
        with pytest.raises(ValueError, match=rf"'y'.*{drop}.*oversample\.resample\(X, 'y'\)"):
            sampler.fit_resample(frame, "y")
    for scalar in (3, np.int64(3)):
        with pytest.raises(ValueError, match=r"y must be the labels .* one for each\. Got 3"):
            sampler.fit_resample(X, scalar)
    with pytest.raises(ValueError, match=r"X is a dict: pandas\.DataFrame\(X\)"):
        sampler.fit_resample({"a": X[:, 0]}, Y)


@each_sampler
def test_no_rows_and_no_columns(sampler):
    for empty in ([], X[:0], X[:, :0], [[]] * N, pd.DataFrame(X[:0]), pl.DataFrame()):
        with naming(empty=empty), pytest.raises(ValueError, match=r"0 (sample|feature)\(s\)"):
            sampler.fit_resample(empty, Y[: len(empty)])


def test_no_rows_for_what_stands_around_a_sampler():
    model = oversample.SoftLabelClassifier(LogisticRegression(), oversample.Mixup())
    for fit in (model.fit, ImageTransformer((5, 4), Invert()).fit):
        with pytest.raises(ValueError, match=r"0 sample\(s\)"):
            fit([], [])
    with pytest.raises(ValueError, match="no target column 'y', and no other"):
        oversample.resample(pd.DataFrame(), "y")


@pytest.mark.parametrize("y", [[], np.array([]), pd.Series([], dtype=int)])
def test_batches_of_no_rows(y):
    with pytest.raises(ValueError, match="y has no labels"):
        BalancedBatches(y, 2)


@pytest.mark.skipif(
    parse_version(sklearn.__version__) < parse_version("1.7"),
    reason="the peer's warning is scikit-learn's, since 1.7",
)
@pytest.mark.parametrize("n_rows", [20, 21, 60])
@pytest.mark.parametrize("share", [0.4, 0.5, 0.6])
@pytest.mark.parametrize("dtype", [int, float, str, "one-hot"])
def test_amounts_among_labels_are_suspected_where_the_peer_does(n_rows, share, dtype):
    labels = np.minimum(np.arange(n_rows), round(share * n_rows))
    y = np.eye(n_rows, dtype=int)[labels] if dtype == "one-hot" else labels.astype(dtype)
    heard = []
    for package in (peer, oversample):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            package.RandomOverSampler(random_state=0).fit_resample(X[:n_rows], y)
        heard.append([w.category for w in caught if "regression problem" in str(w.message)])
    assert heard[0] == heard[1]


def test_the_suspicion_names_what_to_do_and_it_works():
    amounts = np.r_[np.arange(100, 158), 100, 100]
    with pytest.warns(UserWarning, match=r"58 classes in 60 rows.*pandas\.cut.*replay") as caught:
        oversample.SelectiveOverSampler(RandomOverSampler()).fit_resample(X, amounts)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    skewed = np.r_[amounts[:50], np.full(10, 900)]
    sampler = oversample.SMOTE(random_state=0, small_class="duplicate")
    X_new, bins = sampler.fit_resample(X, pd.cut(skewed, 5, labels=False))
    assert len(sampler.plan_.replay(skewed, how="interpolate")) == len(X_new) == len(bins) == 100


def test_the_remedy_of_several_outputs_works():
    from imblearn.pipeline import make_pipeline

    outputs = np.column_stack([Y, np.roll(Y, 6)])
    model = MultiOutputClassifier(make_pipeline(RandomOverSampler(), LogisticRegression()))
    assert model.fit(X, outputs).predict(X).shape == (N, 2)


@pytest.mark.parametrize("order", ["same", "other labels", "reversed"])
@pytest.mark.parametrize("name", ["y", "sample_weight", "groups"])
@pytest.mark.parametrize(
    "sampler",
    [
        oversample.SMOTE(random_state=0),
        oversample.SelectiveOverSampler(random_state=0),
        oversample.SMOTETomek(random_state=0),
        oversample.SMOTETomek(smote=peer.RandomOverSampler(random_state=0)),
    ],
    ids=["SMOTE", "Selective", "Tomek", "Tomek of the peer"],
)
def test_an_index_in_another_order_is_warned_of(sampler, order, name):
    index = {"same": np.arange(N), "other labels": np.arange(N) + 1}.get(order, np.arange(N)[::-1])
    given = {"y": pd.Series(Y), name: pd.Series(Y, index=index)}
    call = sampler.fit_resample
    if order != "reversed":
        call(pd.DataFrame(X), **given)
        return
    with pytest.warns(UserWarning, match=rf"{name}\.loc\[X\.index\].*{name}\.to_numpy") as caught:
        call(pd.DataFrame(X), **given)
    assert len(caught) == 1


@pytest.mark.parametrize("sampler", [ImageOverSampler((5, 4)), CutMix(image_shape=(5, 4))])
def test_samplers_of_images_name_their_own_parameter(sampler):
    with pytest.raises(ValueError, match=r"image_shape=\(5, 4\)\.$"):
        sampler.fit_resample(X.reshape(N, 5, 4), Y)


def test_scikit_learn_s_own_pipeline_refuses_samplers():
    with pytest.raises(TypeError, match="transform"):
        make_plain_pipeline(oversample.SMOTE(), LogisticRegression()).fit(X, Y)
