"""SVM-SMOTE with a machine that is fitted already: its support vectors, found in parts."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.random import SeedSequence
from pandas.testing import assert_frame_equal
from pyarrow import parquet
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC, NuSVC

from oversample import SVMSMOTE, resample_csv, resample_dask, resample_parquet
from oversample.distributed.support import find_support, identity_of
from oversample.exceptions import FallbackWarning
from tests.unit.distributed.test_nearest import SEED, in_memory

MACHINES = {
    "svc": SVC(),
    "nu": NuSVC(nu=0.2),
    "linear": SVC(kernel="linear", C=0.5, class_weight="balanced"),
}


def make_table(n_rows=240, classes="abc"):
    """Return whole numbers, so that rows repeat and distances are equal."""
    rng = np.random.default_rng(0)
    share = [0.15, 0.25, 0.6] if len(classes) == 3 else [0.2, 0.8]
    label = rng.choice(list(classes), n_rows, p=share)
    x = rng.integers(0, 6, n_rows) + 2 * (label == classes[-1]) - (label == "a")
    n = rng.integers(0, 6, n_rows)
    return pd.DataFrame({"label": label, "x": x.astype(np.float32), "n": n.astype(np.int16)})


def write(table, path, size):
    table.to_parquet(path, row_group_size=size, index=False)
    return path


class Told(BaseEstimator):
    """A machine that is told which rows are its support vectors, whatever it is fitted to."""

    def __init__(self, support=None):
        self.support = support

    def fit(self, X, y):
        self.support_ = np.asarray(self.support)
        return self

    def predict(self, X):
        raise NotImplementedError  # checked parameters have the method; the rule never calls it


def told(machine, table):
    """Return a machine of the rows that are equal to support vectors, found slowly and plainly."""
    X, y, found = table[["x", "n"]].to_numpy(np.float64), table["label"].to_numpy(), []
    for vector, code in zip(
        machine.support_vectors_, np.repeat(machine.classes_, machine.n_support_), strict=True
    ):
        equal = np.flatnonzero((vector == X).all(axis=1) & (y == code))
        found.append(min(set(equal) - set(found)))
    return Told(sorted(found))


@pytest.mark.parametrize("classes", ["ab", "abc"])
@pytest.mark.parametrize("name", MACHINES)
def test_rows_are_those_of_the_rule_in_memory_for_any_row_groups(tmp_path, name, classes):
    table = make_table(classes=classes)
    machine = clone(MACHINES[name]).fit(table[["x", "n"]], table["label"])
    sampler = SVMSMOTE(random_state=SEED, svm_estimator=machine, m_neighbors=7, k_neighbors=3)
    slow = clone(sampler).set_params(svm_estimator=told(machine, table))
    arrow = pa.Table.from_pandas(table)
    wanted = [in_memory(arrow, slow, label) for label in classes[:-1]]
    made = []
    for size in (240, 13):
        source, folder = write(table, tmp_path / f"{size}.parquet", size), tmp_path / str(size)
        resample_parquet(source, folder, sampler=sampler, y="label", provenance=True)
        made.append(parquet.read_table(folder).slice(240).to_pylist())
        origins = pd.read_parquet(folder / "_provenance")
        for parent in ("base", "partner"):
            rows = origins[f"{parent}_partition"] * size + origins[f"{parent}_row"]
            assert rows.tolist() == np.concatenate([getattr(p, parent) for p in wanted]).tolist()
        np.testing.assert_array_equal(origins["step"], np.concatenate([p.step for p in wanted]))
    assert made[0] == made[1]


def test_where_no_row_repeats_they_are_the_rows_that_the_machine_numbers():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(90, 3)), np.repeat([0, 1, 2], [50, 25, 15])
    for machine in MACHINES.values():
        for given in (X, sparse.csr_array(X)):
            fitted = clone(machine).fit(given, y)
            sampler = SVMSMOTE(random_state=0, svm_estimator=fitted)
            rows = sampler._unfitted()._encode(X)
            for label in (1, 2):
                own = np.flatnonzero(y == label)
                found = find_support(sampler, rows, range(3), own, label, SeedSequence(0)).rows
                np.testing.assert_array_equal(found, np.intersect1d(fitted.support_, own))


def test_the_share_of_rows_in_danger_is_one_for_all_blocks(tmp_path):
    table = make_table()
    source = write(table, tmp_path / "t.parquet", 50)
    machine = SVC().fit(table[["x", "n"]], table["label"])
    sampler, between = SVMSMOTE(random_state=SEED, svm_estimator=machine), []
    for size in (1000, 10):
        folder = tmp_path / str(size)
        call = {"sampler": sampler, "y": "label", "block_size": size, "provenance": True}
        resample_parquet(source, folder, **call)
        between.append((pd.read_parquet(folder / "_provenance")["step"] > 0).tolist())
    assert between[0] == between[1]
    assert 0 < np.mean(between[0]) < 1


def test_a_machine_of_a_sample_is_enough(tmp_path):
    table = make_table()
    sample = table[::3]
    machine = SVC().fit(sample[["x", "n"]], sample["label"])
    sampler = SVMSMOTE(random_state=0, svm_estimator=machine)
    source = write(table, tmp_path / "t.parquet", 50)
    folder = tmp_path / "r"
    resample_parquet(source, folder, sampler=sampler, y="label", provenance=True)
    origins = pd.read_parquet(folder / "_provenance")
    base = table.iloc[origins["base_partition"] * 50 + origins["base_row"]][["x", "n"]]
    assert set(base.itertuples(index=False)) <= set(map(tuple, machine.support_vectors_))


@pytest.mark.dask
def test_rows_of_dask_are_those_of_parquet(tmp_path):
    dd = pytest.importorskip("dask.dataframe")
    table = make_table().astype({"label": "string[pyarrow]"})
    machine = SVC().fit(table[["x", "n"]], table["label"])
    call = {"sampler": SVMSMOTE(random_state=0, svm_estimator=machine), "block_size": 60}
    resample_parquet(write(table, tmp_path / "t.parquet", 50), tmp_path / "r", y="label", **call)
    wanted = pd.read_parquet(tmp_path / "r").astype(table.dtypes)
    for n in (1, 5):
        more = resample_dask(dd.from_pandas(table, npartitions=n), "label", **call)
        made = more.X.compute(scheduler="synchronous").reset_index(drop=True)
        assert_frame_equal(made, wanted)


def test_rows_of_csv_are_those_of_parquet(tmp_path):
    table = make_table()
    table.to_csv(tmp_path / "t.csv", index=False)
    table = pd.read_csv(tmp_path / "t.csv")
    machine = SVC().fit(table[["x", "n"]], table["label"])
    call = {"sampler": SVMSMOTE(random_state=0, svm_estimator=machine), "y": "label"}
    resample_csv(tmp_path / "t.csv", tmp_path / "c", **call)
    resample_parquet(write(table, tmp_path / "t.parquet", 50), tmp_path / "r", **call)
    made = pd.read_csv(tmp_path / "c" / "synthetic-000000.csv")
    assert_frame_equal(made, pd.read_parquet(tmp_path / "r" / "synthetic-000000.parquet"))


def test_another_machine_does_not_go_on_with_what_was_begun():
    table = make_table()
    machines = [SVC().fit(t[["x", "n"]], t["label"]) for t in (table, table[::2], table)]
    first, other, again = (identity_of(SVMSMOTE(svm_estimator=one)) for one in machines)
    assert first == again != other


TABLE = make_table()
X, Y = TABLE[["x", "n"]], TABLE["label"]


@pytest.mark.parametrize(
    ("machine", "message"),
    [
        (None, r"SVMSMOTE\(svm_estimator=None\) fits a support vector machine to all rows"),
        (SVC(), r"SVC\(\)\) has no support_vectors_: it is not fitted, or"),
        (LinearSVC(dual=False).fit(X, Y), "LinearSVC.* has no support_vectors_"),
        (make_pipeline(StandardScaler(), SVC()).fit(X, Y), "pipelines do not. Fit one to rows"),
        (SVC().fit(X[["n", "x"]], Y), r"fitted to the columns \['n', 'x'\], and those of the"),
        (SVC().fit(X[["x"]].to_numpy(), Y), r"of shape \(\d+, 1\), and the table has 2 columns"),
        (SVC(kernel="precomputed").fit(X @ X.T.to_numpy(), Y), r"of shape \(0, 0\), and the"),
        (SVC().fit(X, Y == "c"), r"fitted to the classes \[False, True\], and class 'a' is"),
        (SVC().fit(X / 3, Y), r"\d+ of \d+ support vectors of class 'a' are no rows of that class"),
    ],
)
def test_machines_that_do_not_tell_are_refused(tmp_path, machine, message):
    source = write(TABLE, tmp_path / "t.parquet", 100)
    sampler = SVMSMOTE(random_state=0, svm_estimator=machine)
    with pytest.raises(ValueError, match=message):
        resample_parquet(source, tmp_path / "r", sampler=sampler, y="label")
    assert not (tmp_path / "r").exists()


def test_categories_are_refused_by_what_is_missing(tmp_path):
    source = write(TABLE.assign(word="red"), tmp_path / "t.parquet", 100)
    sampler = SVMSMOTE(random_state=0, svm_estimator=SVC().fit(X, Y), categorical_features="auto")
    with pytest.raises(ValueError, match="the table has categories, of which it knows nothing"):
        resample_parquet(source, tmp_path / "r", sampler=sampler, y="label")


def test_a_machine_whose_support_vectors_are_noise_falls_back(tmp_path):
    """Each row of the class lies among rows of the other."""
    rng = np.random.default_rng(0)
    x = np.r_[np.arange(8) * 10.0, np.repeat(np.arange(8) * 10.0, 12) + rng.normal(size=96) / 9]
    table = pd.DataFrame({"x": x, "label": np.repeat([1, 0], [8, 96])})
    machine = SVC().fit(table[["x"]], table["label"])
    sampler = SVMSMOTE(random_state=0, svm_estimator=machine)
    source = write(table, tmp_path / "t.parquet", 30)
    with pytest.warns(FallbackWarning, match="support vectors are noise or absent"):
        written = resample_parquet(source, tmp_path / "r", sampler=sampler, y="label")
    assert written.class_counts == {0: 96, 1: 96}
