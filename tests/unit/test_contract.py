"""The contract: rows without parents, rows of many, targets that are no classes, plans, wrappers.

The three samplers below are what another package would have: they know public names only.
"""

import copy
import pickle
import sys
import threading
from dataclasses import dataclass

import imblearn.over_sampling
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.decomposition import PCA

import oversample
from oversample import (
    SMOTE,
    SMOTEENN,
    AdaptiveImageOverSampler,
    BaseOverSampler,
    CellsPlan,
    CombinationPlan,
    Mixup,
    MoEx,
    Plan,
    RandomOverSampler,
    RowsPlan,
    SelectiveOverSampler,
    SMOTETomek,
)
from oversample._table import encode
from oversample.base import BaseEditingSampler
from oversample.generative.base import GenerativeOverSampler
from oversample.neighbors import kneighbors
from oversample.neighbors.space import MetricSpace
from oversample.smote import BaseSMOTE
from tests import naive
from tests.instances import INSTANCES, Instance

RNG = np.random.default_rng(0)
Y = RNG.permutation(np.repeat(["a", "b", "c"], [40, 15, 9]))
X = RNG.normal(size=(len(Y), 3)) + 5 * (Y == "c")[:, None]


# -- a generator, a simplex sampler, a target of numbers ----------------------------------------


class GaussianOverSampler(BaseOverSampler):
    """New rows from a normal distribution fitted to the class: they come from no row."""

    def __init__(self, *, sampling_strategy="auto", random_state=None, categorical_features=None):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.categorical_features = categorical_features

    _parameter_constraints = {  # noqa: RUF012 - as in any scikit-learn estimator
        **BaseOverSampler._parameter_constraints,
        "categorical_features": [list, None],
    }

    def _generate(self, problem, context, label, n_new):
        rng, rows = problem.streams.start(), problem.rows_of(label)
        members = problem.table.numeric[rows]
        new = members.mean(axis=0) + rng.normal((n_new, members.shape[1])) * members.std(axis=0)
        codes = problem.table.codes[rows[rng.integers(len(rows), n_new)]]
        return RowsPlan(new), codes if codes.shape[1] else None


class SimplexSMOTE(BaseSMOTE):
    """New rows in the simplex of a row of the class and two of its neighbours."""

    def _plan(self, group, n_new, state):
        rng = group.problem.streams.start()
        base = rng.integers(len(group.rows), n_new)
        first = group.neighbors[base, rng.integers(group.neighbors.shape[1], n_new)]
        second = group.neighbors[base, rng.integers(group.neighbors.shape[1], n_new)]
        cuts = np.sort(rng.uniform(2 * n_new).reshape(n_new, 2), axis=1)
        weight = np.diff(np.pad(cuts, [(0, 0), (1, 1)], constant_values=((0, 0), (0, 1))), axis=1)
        return CombinationPlan(group.rows[np.stack([base, first, second], axis=1)], weight)


@dataclass(frozen=True)
class Regions:
    """A target of numbers, whose rows above a threshold are rare."""

    y: np.ndarray
    threshold: float
    classes = np.array(["common", "rare"])

    @property
    def codes(self):
        return (self.y > self.threshold).astype(np.int32)

    @property
    def labels(self):
        return self.classes[self.codes]

    @property
    def counts(self):
        return np.bincount(self.codes, minlength=2)

    def code_of(self, label):
        return self.classes.tolist().index(label)

    def extend(self, plan, codes):
        return plan.replay(self.y)


class SMOTER(SMOTE):
    """SMOTE for regression: targets of new rows lie between those of their parents."""

    def _encode_target(self, y):
        return Regions(np.asarray(y), 1.0)


def test_a_generator_needs_no_invented_parent():
    sampler = GaussianOverSampler(random_state=0)
    weights = np.linspace(1, 2, len(Y))
    X_new, y_new = sampler.fit_resample(X, Y, sample_weight=weights)
    assert dict(zip(*np.unique(y_new, return_counts=True), strict=True)) == dict.fromkeys("abc", 40)
    assert_array_equal(X_new[: len(X)], X)
    plan = sampler.plan_
    assert isinstance(plan, RowsPlan)
    assert_array_equal(plan.base, np.full(56, -1))
    assert_array_equal(plan.copy_sources(), plan.base)
    assert_array_equal(X_new[len(X) :], plan.make_rows(X))
    expected = [weights[label == Y].mean() for label in y_new[len(X) :]]
    np.testing.assert_allclose(sampler.sample_weight_[len(X) :], expected)
    for how in ("auto", "base", "partner"):
        with pytest.raises(ValueError, match="come from no rows of the input"):
            plan.replay(X, how=how)


def test_a_sampler_without_parameters_of_its_own_needs_no_constructor():
    class FirstRow(BaseOverSampler):
        def _generate(self, problem, context, label, n_new):
            return Plan.copies(np.repeat(problem.rows_of(label)[0], n_new)), None

    assert FirstRow().get_params() == {"sampling_strategy": "auto", "random_state": None}
    sampler = clone(FirstRow(sampling_strategy={"b": 20}, random_state=0))
    X_new, y_new = sampler.fit_resample(X, Y)
    assert_array_equal(X_new[len(X) :], np.repeat(X[np.flatnonzero(Y == "b")[:1]], 5, axis=0))
    assert y_new[len(Y) :].tolist() == ["b"] * 5


def test_a_generator_on_a_frame_of_mixed_types():
    frame = pd.DataFrame(X, columns=list("pqr")).assign(
        n=RNG.integers(0, 9, len(Y)), k=RNG.choice(["u", "v"], len(Y))
    )
    sampler = GaussianOverSampler(random_state=0, categorical_features=["k"])
    new = sampler.fit_resample(frame, Y)[0]
    assert (new.dtypes == frame.dtypes).all()
    for label in "bc":
        made = new[len(Y) :][sampler.plan_.class_codes == "abc".index(label)]
        assert made["n"].between(*frame["n"][label == Y].agg(["min", "max"])).all()
    report = oversample.report(sampler, frame, Y)
    assert report.classes["synthetic"].tolist() == [0, 25, 31]


def test_a_generator_that_forgets_the_categories_is_told():
    class Forgetful(GaussianOverSampler):
        def _generate(self, *arguments):
            return super()._generate(*arguments)[0], None

    frame = pd.DataFrame(X).assign(k=RNG.choice(["u", "v"], len(Y)))
    frame.columns = frame.columns.astype(str)
    with pytest.raises(ValueError, match="but not the codes of their 1 categories"):
        Forgetful(categorical_features=["k"]).fit_resample(frame, Y)


@pytest.mark.parametrize("container", ["array", "frame", "sparse"])
def test_a_rule_of_many_parents(container):
    table = {"array": X, "frame": pd.DataFrame(X), "sparse": sparse.csr_array(X)}[container]
    sampler = SimplexSMOTE(random_state=0, k_neighbors=3)
    X_new, y_new = sampler.fit_resample(table, Y, sample_weight=np.arange(len(Y)))
    assert np.unique(y_new, return_counts=True)[1].tolist() == [40, 40, 40]
    plan = sampler.plan_
    expected = naive.combine(X, plan.parent, plan.weight)
    made = X_new.toarray() if sparse.issparse(X_new) else np.asarray(X_new)
    np.testing.assert_allclose(made[len(Y) :], expected, rtol=1e-12)
    assert (plan.weight >= 0).all()
    np.testing.assert_allclose(plan.weight.sum(axis=1), 1)
    assert_array_equal(plan.base, plan.parent[:, 0])
    np.testing.assert_allclose(
        sampler.sample_weight_[len(Y) :],
        np.ravel(naive.combine(np.arange(len(Y))[:, None], plan.parent, plan.weight)),
    )
    assert_array_equal(plan.replay(Y, how="base")[len(Y) :], Y[plan.base])
    with pytest.raises(ValueError, match="no partner"):
        plan.replay(Y, how="partner")
    assert list(plan.to_frame().columns[:3]) == ["label", "base", "parent_0"]


def test_many_parents_take_part_in_votes_gaps_reports_and_selection():
    frame = pd.DataFrame(X, columns=list("pqr")).assign(k=RNG.choice(["u", "v"], len(Y)))
    frame.loc[::5, "p"] = np.nan
    parameters = {"categorical_features": "auto", "missing_values": "present"}
    sampler = SimplexSMOTE(random_state=0, k_neighbors=3, **parameters)
    new = sampler.fit_resample(frame, Y)[0]
    plan = sampler.plan_
    gone = frame["p"].isna().to_numpy()[plan.parent].all(axis=1)
    assert_array_equal(new["p"][len(Y) :].isna(), gone)
    expected = naive.combine(frame[["p"]].to_numpy(), plan.parent, plan.weight, fill_missing=True)
    np.testing.assert_allclose(new["p"][len(Y) :], np.ravel(expected), rtol=1e-9)
    assert set(new["k"]) == {"u", "v"}
    selective = SelectiveOverSampler(SimplexSMOTE(k_neighbors=3), random_state=0)
    assert np.unique(selective.fit_resample(X, Y)[1], return_counts=True)[1].tolist() == [40] * 3
    assert oversample.report(SimplexSMOTE(k_neighbors=3), X, Y).classes["synthetic"].sum() == 56


def test_a_target_of_numbers_is_extended_by_the_plan():
    y = RNG.normal(size=200)
    table = np.stack([y + RNG.normal(size=200) / 9, RNG.normal(size=200)], axis=1)
    sampler = SMOTER(random_state=0, sampling_strategy={"rare": 90})
    X_new, y_new = sampler.fit_resample(table, y)
    n_rare = int((y > 1).sum())
    assert sampler.class_counts_ == {"common": 200 - n_rare, "rare": 90}
    assert len(y_new) == len(X_new) == 200 - n_rare + 90
    assert_array_equal(y_new[:200], y)
    plan = sampler.plan_
    expected = y[plan.base] + plan.step * (y[plan.partner] - y[plan.base])
    np.testing.assert_allclose(y_new[200:], expected)
    assert (y_new[200:] > 1).all()
    assert sampler.plan(table, y).counts == {"rare": 90 - n_rare}


def test_an_engine_brings_a_search_of_its_own():
    calls = []

    def search(X, k, **options):
        calls.append((len(X), k))
        return kneighbors(X, k, **options)

    table, rows = encode(X), np.flatnonzero(Y == "b")
    found = MetricSpace(table, search=search).nearest(rows[:4], 3, among=rows)
    assert_array_equal(found, MetricSpace(table).nearest(rows[:4], 3, among=rows))
    assert calls == [(15, 3)]


# -- plans ------------------------------------------------------------------------------------


def arrays_of(plan):
    return {name: value for name, value in vars(plan).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("name", INSTANCES)
def test_a_plan_is_that_of_the_next_call_and_leaves_no_trace(name):
    instance = INSTANCES[name]
    table = RNG.integers(0, 3, X.shape).astype(float) if instance.levels_at.stop != 0 else X
    sampler = instance.make()
    before = dict(vars(sampler))
    with instance.tolerance():
        plan = sampler.plan(table, Y)
        assert vars(sampler) == before
        sampler.fit_resample(table, Y)
    assert plan.counts == {"b": 25, "c": 31}
    assert type(plan) is type(sampler.plan_)
    for field, value in arrays_of(sampler.plan_).items():
        assert_array_equal(getattr(plan, field), value, err_msg=field)
    frame = plan.to_frame()
    assert frame["label"].value_counts().to_dict() == plan.counts
    assert "{'b': 25, 'c': 31}" in repr(plan)


@pytest.mark.parametrize("seed", [np.random.RandomState(3), np.random.default_rng(3)])
def test_a_plan_moves_a_generator_on(seed):
    sampler = SMOTE(random_state=seed, k_neighbors=3)
    first, second = sampler.plan(X, Y), sampler.plan(X, Y)
    assert (first.step != second.step).any()


def test_a_plan_of_a_cleaner_is_made_before_cleaning():
    sampler = SMOTETomek(smote=SMOTE(random_state=0, k_neighbors=3))
    plan = sampler.plan(X, Y)
    sampler.fit_resample(X, Y)
    assert_array_equal(plan.partner, sampler.plan_.partner)
    with pytest.raises(TypeError, match=r"has no plan\(X, y\)"):
        SMOTEENN(smote=imblearn.over_sampling.SMOTE()).plan(X, Y)


def test_what_is_taken_of_a_plan_keeps_its_classes():
    plan = SMOTE(random_state=0, k_neighbors=3).plan(X, Y)
    some = plan.take(np.array([0, 30, 31]))
    assert some.counts == {"b": 1, "c": 2}
    assert some.classes == ("a", "b", "c")


def test_plans_of_other_widths_are_joined():
    joined = CombinationPlan.join(
        [
            CombinationPlan(np.array([[1, 2]]), np.array([[0.5, 0.5]])),
            CombinationPlan(np.array([[3, 4, 5]]), np.array([[0.2, 0.3, 0.5]])),
        ]
    )
    cells = np.arange(6.0)
    assert_array_equal(joined.replay(cells)[6:], [1.5, 4.3])
    with pytest.raises(TypeError, match=r"of one kind\. Got Plan and RowsPlan"):
        Plan.join([Plan.copies(np.array([0])), RowsPlan(np.zeros((1, 2)))])


def test_copies_of_a_combination_are_exact():
    plan = CombinationPlan(
        np.array([[2, 0], [0, 1], [1, 0]]), np.array([[1, 0], [0, 1], [0.5, 0.5]])
    )
    assert plan.copy_sources().tolist() == [2, 1, -1]
    big = np.array([2**60 + 1, 2**60 + 2, 2**60 + 3])
    assert plan.replay(big, how="interpolate")[3:5].tolist() == [2**60 + 3, 2**60 + 2]


@dataclass
class Wrong:
    """A plan with one thing wrong, and what is said of it."""

    plan: object
    message: str


WRONG = {
    "too few": Wrong(Plan.copies(np.array([0])), "planned 1 rows of class 'b', and 25 are needed"),
    "no such row": Wrong(Plan.copies(np.full(25, 64)), "row numbers from 0 to 63"),
    "before the first": Wrong(Plan.copies(np.full(25, -1)), "row numbers from 0 to 63"),
    "no such partner": Wrong(
        Plan(np.zeros(25, int), np.full(25, 99), np.zeros(25)), "from 0 to 99"
    ),
    "no step": Wrong(Plan(np.zeros(25, int), np.ones(25, int), np.full(25, np.nan)), "'step'"),
    "no such parent": Wrong(CombinationPlan(np.full((25, 2), 64), np.ones((25, 2))), "to 64"),
    "no weight": Wrong(
        CombinationPlan(np.zeros((25, 2), int), np.full((25, 2), np.inf)), "'weight'"
    ),
    "no number": Wrong(RowsPlan(np.full((25, 3), np.nan)), "'rows'"),
    "other columns": Wrong(RowsPlan(np.zeros((25, 2))), "rows of 2 numbers, but the table has 3"),
    "a list of rows": Wrong(
        Plan([0] * 25, [0] * 25, [0.5] * 25), "'base'.* row numbers.*Got a list"
    ),
    "floats as rows": Wrong(Plan.copies(np.zeros(25)), "'base'.* row numbers.*float64"),
    "one step for all": Wrong(
        Plan(np.zeros(25, int), np.zeros(25, int), 0.5), "'step'.*Got a float"
    ),
    "too few partners": Wrong(
        Plan(np.zeros(25, int), np.zeros(24, int), np.zeros(25)), "'partner'.* 24 entries for 25"
    ),
    "steps of columns": Wrong(
        Plan(np.zeros(25, int), np.zeros(25, int), np.zeros((25, 3))), r"'step'.*\(25, 3\)"
    ),
    "one parent": Wrong(CombinationPlan(np.zeros(25, int), np.ones(25)), r"'parent'.*\(25,\)"),
    "more weights than parents": Wrong(
        CombinationPlan(np.zeros((25, 2), int), np.ones((25, 3))), "2 parents.* 3 weights"
    ),
    "text": Wrong(RowsPlan(np.full((25, 3), "a")), "'rows'.* numbers"),
    "donors in a list": Wrong(CellsPlan([[0, 0, 0]] * 25, np.empty((25, 0), int)), "'donors'"),
    "a line of gaps": Wrong(RowsPlan(np.full(25, np.nan), gaps=True), r"'rows'.*\(25,\)"),
    "no plan": Wrong(np.zeros((25, 3)), "_generate must return a plan.* Got an array"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_made_is_said_before_it_is(wrong):
    class Broken(GaussianOverSampler):
        def _generate(self, problem, context, label, n_new):
            return wrong.plan, None

    with pytest.raises(ValueError, match=wrong.message):
        Broken(sampling_strategy={"b": 40}).fit_resample(X, Y)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Plan([0, 1], [1, 2], [0.5, 0.5]), "'base'.* row numbers.*Got a list"),
        (
            Plan(np.array([0, 1]), np.array([1, 2]), np.array([0.5])),
            "'step' of the plan has 1 entries for 2 new rows",
        ),
    ],
)
@pytest.mark.parametrize("array", [X, X[:, 0], pd.DataFrame(X), Y])
def test_a_plan_of_ones_own_is_checked_before_it_is_replayed(plan, message, array):
    with pytest.raises(ValueError, match=message):
        plan.replay(array)


@pytest.mark.parametrize(
    ("planned", "found"),
    [
        (Plan.copies(np.zeros(25, int)), "a Plan"),
        (None, "None"),
        ((Plan.copies(np.zeros(25, int)),), "a tuple of 1"),
        ([1, 2], "a list"),
    ],
)
def test_what_a_sampler_must_return_is_told_by_name(planned, found):
    class Broken(GaussianOverSampler):
        def _generate(self, problem, context, label, n_new):
            return planned

    message = rf"Broken\._generate must return a pair, \(plan, codes\).* Got {found}\."
    with pytest.raises(ValueError, match=message):
        Broken(sampling_strategy={"b": 40}).fit_resample(X, Y)


@pytest.mark.parametrize("missing_values", ["raise", "present"])
@pytest.mark.parametrize("categorical", [None, [2]])
@pytest.mark.parametrize(
    ("planned", "message"),
    [
        (None, "must return a plan.* Got None"),
        ((Plan.copies(np.full(25, 0)), None), "must return a plan.* Got a tuple of 2"),
        (Plan([0] * 25, [0] * 25, [0.5] * 25), "'base'.* row numbers.*Got a list"),
    ],
)
def test_what_a_rule_must_return_is_told_by_name(planned, message, categorical, missing_values):
    class BrokenSMOTE(BaseSMOTE):
        def _plan(self, group, n_new, state):
            return planned

    given = {"categorical_features": categorical, "missing_values": missing_values}
    sampler = BrokenSMOTE(sampling_strategy={"b": 40}, **given)
    named = message if message.startswith("'") else rf"BrokenSMOTE\._plan {message}"
    with pytest.raises(ValueError, match=named):
        sampler.fit_resample(np.rint(X), Y)


@pytest.mark.parametrize(
    "planned", [RowsPlan(np.zeros((25, 2))), Plan.copies(np.full(25, np.flatnonzero(Y == "a")[0]))]
)
def test_bases_outside_of_the_class_have_no_vote(planned):
    class BrokenSMOTE(BaseSMOTE):
        def _plan(self, group, n_new, state):
            return planned

    sampler = BrokenSMOTE(sampling_strategy={"b": 40}, categorical_features=[2])
    message = r"BrokenSMOTE\._plan planned 25 of 25 rows .* base .* not of class 'b'"
    with pytest.raises(ValueError, match=message):
        sampler.fit_resample(np.rint(X), Y)


class OwnSearch(BaseEstimator):
    """A search of one's own, whose ``fit`` returns nothing, and whose answers are altered."""

    def __init__(self, alter=None):
        self.alter = alter
        self.n_neighbors = 4

    def fit(self, X):
        self.rows_ = X

    def kneighbors(self, X, return_distance=True, n_neighbors=4):
        distances = ((X[:, None] - self.rows_[None]) ** 2).sum(axis=2)
        found = distances.argsort(axis=1)[:, :n_neighbors]
        return found if self.alter is None else self.alter(found)

    def kneighbors_graph(self, X):
        """Be asked for by samplers' constraints, and never called."""


def test_a_search_of_ones_own_need_not_return_itself():
    new = SMOTE(k_neighbors=OwnSearch(), random_state=0).fit_resample(X, Y)[0]
    assert_array_equal(new, SMOTE(k_neighbors=3, random_state=0).fit_resample(X, Y)[0])


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (lambda found: found[:3], r"int64 and shape \(3, 4\)"),
        (lambda found: found[:, 1:], r"int64 and shape \(9, 3\)"),
        (lambda found: found.astype(float), r"float64 and shape \(9, 4\)"),
        (lambda found: found + 99, r"from 0 to 8 of shape \(9, 4\)"),
        (lambda found: None, r"object and shape \(\)"),
    ],
)
def test_what_a_search_of_ones_own_must_return_is_told(alter, found):
    sampler = SMOTE(k_neighbors=OwnSearch(alter), sampling_strategy={"c": 40})
    with pytest.raises(ValueError, match=rf"OwnSearch\.kneighbors.*{found}"):
        sampler.fit_resample(X, Y)


def test_what_a_model_must_be_and_draw_is_told_by_name():
    class Broken(GenerativeOverSampler):
        model = None

        def _fit_model(self, cells, table, label, rng):
            return self.model

    class Model:
        def draw(self, n, rng):
            return RowsPlan(np.zeros((n, 3)))

    with pytest.raises(ValueError, match=r"Broken\._fit_model must return .*draw.* Got None"):
        Broken().fit_resample(X, Y)
    Broken.model = Model()
    with pytest.raises(ValueError, match=r"Model\.draw must return a pair.* Got a RowsPlan"):
        Broken().fit_resample(X, Y)


@pytest.mark.parametrize(
    ("codes", "message"),
    {
        "another column": (np.zeros((25, 2), int), r"shape \(25, 1\)\. Got an array of int64"),
        "too few": (np.zeros((24, 1), int), r"\(24, 1\)"),
        "floats": (np.zeros((25, 1)), "float64"),
        "no such category": (np.full((25, 1), 7), "from 0 to 1, but .* 7"),
    }.values(),
)
def test_codes_that_stand_for_no_category_are_told(codes, message):
    class Broken(GaussianOverSampler):
        def _generate(self, problem, context, label, n_new):
            return RowsPlan(np.zeros((n_new, 1))), codes

    frame = pd.DataFrame({"x": X[:, 0], "k": np.where(X[:, 1] > 0, "u", "v")})
    with pytest.raises(ValueError, match=message):
        Broken(sampling_strategy={"b": 40}, categorical_features=["k"]).fit_resample(frame, Y)


# -- one object, many calls ---------------------------------------------------------------------

SHARED = {
    "MoEx": MoEx(random_state=0),
    "Mixup in a space": Mixup(random_state=0, encoder=PCA(2)),
    "SMOTETomek": SMOTETomek(random_state=0),
    "SelectiveOverSampler": SelectiveOverSampler(random_state=0),
    "shrinkage": RandomOverSampler(random_state=0, shrinkage=1.0),
}


# scikit-learn's own threads swap the filters of warnings, which are those of the whole process.
@pytest.mark.filterwarnings("ignore:`sklearn.utils.parallel.delayed`")
@pytest.mark.parametrize("sampler", SHARED.values(), ids=SHARED.keys())
def test_one_object_gives_each_thread_its_own_rows(sampler, monkeypatch):
    tables = []
    for n in range(6):
        rng = np.random.default_rng(n)
        y = np.repeat([0, 1], [60 + 20 * n, 20 + 5 * n])
        tables.append((rng.normal(size=(len(y), 3 + n % 2)), y))
    expected = [clone(sampler).fit_resample(*table)[0] for table in tables]
    wrong = []

    def work(n):
        for _ in range(8):
            X_new = sampler.fit_resample(*tables[n])[0]
            if not np.array_equal(X_new, expected[n]):
                wrong.append(n)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert wrong == []
    # What is published is of one call, whole.
    assert len(sampler.synthetic_mask_) - sampler.n_synthetic_ in {
        80 + 25 * n for n in range(6)
    } or (isinstance(sampler, BaseEditingSampler))


def fitted(sampler):
    return {name for name in vars(sampler) if name.endswith("_")}


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTE(random_state=0),
        Mixup(labels="soft", encoder=PCA(2)),
        RandomOverSampler(shrinkage=0.5),
        SMOTEENN(),
        SelectiveOverSampler(),
        AdaptiveImageOverSampler((1, 3), PCA(1)),
    ],
    ids=lambda sampler: type(sampler).__name__,
)
def test_no_attribute_speaks_of_an_earlier_table(sampler):
    sampler = clone(sampler)
    if not isinstance(sampler, AdaptiveImageOverSampler):
        frame = pd.DataFrame(X, columns=list("pqr"))
        sampler.fit_resample(frame, Y, sample_weight=np.ones(len(Y)))
        assert {"plan_", "sample_weight_", "feature_names_in_"} <= fitted(sampler)
        sampler.fit(X[:50], Y[:50])
        assert fitted(sampler).isdisjoint(
            {"plan_", "sample_weight_", "synthetic_mask_", "class_counts_", "feature_names_in_"}
        )
        sampler.fit_resample(X, Y)
        assert "sample_weight_" not in fitted(sampler) or isinstance(sampler, Mixup)
    bad = X.copy()
    bad[3, 1] = np.inf
    with pytest.raises(ValueError, match=r"."):
        sampler.fit_resample(bad, Y)
    assert fitted(sampler) == set()


def test_copies_keep_what_they_held_and_pickles_say_what_they_lack():
    sampler = SMOTE(random_state=0, k_neighbors=3)
    sampler.fit_resample(X, Y)
    for other in (copy.copy(sampler), copy.deepcopy(sampler)):
        assert fitted(other) == fitted(sampler)
        assert_array_equal(other.plan_.base, sampler.plan_.base)
    assert copy.deepcopy(sampler).plan_ is not sampler.plan_
    pickled = pickle.loads(pickle.dumps(sampler))
    assert pickled.class_counts_ == sampler.class_counts_
    with pytest.raises(AttributeError, match=r"no 'plan_': call fit_resample first"):
        _ = pickled.plan_
    with pytest.raises(AttributeError, match="has no attribute 'plam_'"):
        _ = pickled.plam_


# -- kinds ------------------------------------------------------------------------------------


def test_samplers_that_change_rows_are_a_kind_of_their_own():
    sampler = SMOTEENN(random_state=0)
    X_new, _ = sampler.fit_resample(X, Y)
    assert isinstance(sampler, BaseEditingSampler)
    assert len(sampler.moved_) == len(sampler.kept_indices_) == len(X_new)
    assert not sampler.moved_.any()
    # The tests that all samplers share know the kind.
    assert not Instance(SMOTEENN).keeps_rows
    assert {name for name in INSTANCES if not INSTANCES[name].keeps_rows} == {"CCR", "RBCCR"}


class Prepared(GaussianOverSampler):
    """Draws all rows before the first class: a wrapper must say how many it needs."""

    def _prepare(self, problem):
        rng = problem.streams.start()
        return {
            label: problem.rows_of(label)[rng.integers(len(problem.rows_of(label)), n_new)]
            for label, n_new in problem.n_new.items()
        }

    def _generate(self, problem, context, label, n_new):
        return Plan.copies(context[label]), None


@pytest.mark.parametrize("factor", [1, 1.5, 3, 7.3])
@pytest.mark.parametrize("inner", [Prepared(), oversample.ImageOverSampler((1, 3))])
def test_a_wrapper_asks_for_as_many_rows_as_its_problem_says(inner, factor):
    sampler = SelectiveOverSampler(inner, factor=factor, random_state=0)
    assert np.unique(sampler.fit_resample(X, Y)[1], return_counts=True)[1].tolist() == [40] * 3


@pytest.mark.parametrize("factor", [1, 2, 3, 9])
def test_a_wrapped_rule_judges_by_the_numbers_that_it_is_to_make(factor):
    """Clusters are usable by shares of what all classes need, candidates included."""
    rng = np.random.default_rng(0)
    many = rng.normal(size=(300, 3)) * 0.3 + 10 * rng.integers(0, 3, (300, 1))
    table = np.concatenate([many, rng.normal(size=(100, 3)) + 60])
    y = np.repeat([0, 1], [300, 100])
    inner = oversample.KMeansSMOTE(random_state=0)
    sampler = SelectiveOverSampler(inner, factor=factor, random_state=0)
    # A warning would say that plain SMOTE made the rows, and warnings are errors here.
    sampler.fit_resample(table, y)
    assert sampler.class_counts_ == {0: 300, 1: 300}
