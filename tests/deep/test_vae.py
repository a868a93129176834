"""What VAEOverSampler promises: the contract, its interface, and rows of some quality."""

import copy
import doctest
import threading

import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.neighbors import NearestNeighbors
from sklearn.utils.estimator_checks import estimator_checks_generator

import oversample
from oversample.deep import VAEOverSampler, vae

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

LATENTS = ["posterior", "prior", "class_gaussian", "smote"]


def quick(**more):
    return VAEOverSampler(**{"random_state": 0, "max_steps": 20, **more})


def mixed(n=300, seed=0):
    """A table of floats, whole numbers, zeros, gaps and two kinds of categories."""
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n) % 3 == 0, "rare", "usual")
    rare = y == "rare"
    X = pd.DataFrame(
        {
            "size": rng.normal(size=n) + 3 * rare,
            "count": rng.poisson(4, size=n),
            "spent": np.where(rng.random(n) < 0.7, 0.0, rng.exponential(10, n).round(2)),
            "heard": np.where(rng.random(n) < np.where(rare, 0.4, 0.1), np.nan, rng.normal(size=n)),
            "colour": pd.Categorical(rng.choice(["red", "green", "blue"], n, p=[0.6, 0.3, 0.1])),
            "member": rng.random(n) < 0.3,
        }
    )
    return X, y


def mixed_sampler(**more):
    return quick(**{"categorical_features": "auto", "missing_values": "propagate", **more})


@pytest.fixture(scope="module")
def trained():
    """A sampler after a training on the mixed table, and what it returned."""
    X, y = mixed()
    sampler = mixed_sampler(max_steps=800, sampling_strategy={"rare": 2100})
    X_resampled, _ = sampler.fit_resample(X, y)
    return sampler, X, y, X_resampled[300:]


# -- the contract ------------------------------------------------------------------------------


def test_results_begin_with_the_input_and_have_exact_counts_and_dtypes():
    X, y = mixed()
    before = X.copy(deep=True)
    sampler = mixed_sampler()
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    assert_frame_equal(X, before)
    assert_frame_equal(X_resampled[:300], X)
    assert dict(pd.Series(y_resampled).value_counts()) == {"rare": 200, "usual": 200}
    assert (sampler.plan_.base == -1).all()
    assert sampler.n_steps_ == 20


def test_same_seed_same_bytes_whatever_threads_and_streams_are_set():
    X, y = mixed()
    first = mixed_sampler().fit_resample(X, y)[0]
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    torch.set_default_dtype(torch.float64)
    before = torch.random.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    try:
        with torch.inference_mode():
            again = mixed_sampler().fit_resample(X, y)[0]
        assert torch.get_num_threads() == threads + 1
    finally:
        torch.set_num_threads(threads)
        torch.set_default_dtype(torch.float32)
    assert_frame_equal(first, again)
    assert torch.equal(before[0], torch.random.get_rng_state())
    assert_array_equal(before[1], np.random.get_state()[1])  # noqa: NPY002
    assert not first[300:].equals(mixed_sampler(random_state=1).fit_resample(X, y)[0][300:])


def test_samplers_of_several_threads_take_turns():
    X, y = mixed()
    expected, found = mixed_sampler().fit_resample(X, y)[0], []
    threads = torch.get_num_threads()
    team = [
        threading.Thread(target=lambda: found.append(mixed_sampler().fit_resample(X, y)[0]))
        for _ in range(3)
    ]
    for member in team:
        member.start()
    for member in team:
        member.join()
    assert [frame.equals(expected) for frame in found] == [True] * 3
    assert torch.get_num_threads() == threads


@pytest.mark.parametrize("seed", [np.random.SeedSequence(3), np.random.RandomState(3)])
def test_a_plan_is_what_would_be_made(seed):
    X, y = mixed()
    numbers = X[["size", "count"]]
    plan = quick(random_state=copy.deepcopy(seed)).plan(numbers, y)
    sampler = quick(random_state=copy.deepcopy(seed))
    sampler.fit_resample(numbers, y)
    assert_array_equal(plan.rows, sampler.plan_.rows)


def test_other_peoples_machinery():
    X = np.random.default_rng(0).normal(size=(120, 3))
    y = np.arange(120) % 3 == 0
    pipeline = make_pipeline(quick(max_steps=5), LogisticRegression())
    search = GridSearchCV(pipeline, {"vaeoversampler__latent": ["prior", "smote"]}, cv=2)
    assert search.fit(X, y).predict(X).shape == (120,)


@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        pytest.param(estimator, check, id=f"{check.func.__name__}-{number}")
        for number, (estimator, check) in enumerate(estimator_checks_generator(quick(max_steps=2)))
    ],
)
@pytest.mark.filterwarnings("ignore:VAEOverSampler. class .* from which a network:UserWarning")
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)


# -- the interface of deep samplers ------------------------------------------------------------


def test_small_classes_are_refused_or_warned_of():
    X = np.random.default_rng(0).normal(size=(60, 2))
    with pytest.raises(ValueError, match="class 1 has 7: at least 8 are needed"):
        quick().fit_resample(X, (np.arange(60) < 7).astype(int))
    with pytest.warns(UserWarning, match=r"class 1 has 19 rows, .* of SMOTE"):
        quick().fit_resample(X, (np.arange(60) < 19).astype(int))
    quick().fit_resample(X, (np.arange(60) < 20).astype(int))


def test_an_unknown_device_is_refused():
    X, y = mixed()
    with pytest.raises(ValueError, match=r"device='nonsense' cannot be used .* device='cpu'"):
        quick(device="nonsense").fit_resample(X[["size"]], y)
    quick(device="cpu").fit_resample(X[["size"]], y)


def test_a_callback_sees_each_step_and_may_end_training():
    X, y = mixed()
    seen = []

    def watch(step, losses):
        seen.append((step, losses))
        return step == 7

    sampler = quick(callback=watch)
    sampler.fit_resample(X[["size", "count"]], y)
    assert [step for step, _ in seen] == list(range(1, 8))
    assert (sampler.n_steps_, sampler.stopped_by_) == (7, "callback")
    assert set(sampler.history_) == {"loss", "reconstruction", "divergence"}
    assert_allclose([losses["loss"] for _, losses in seen], sampler.history_["loss"])


def test_an_error_in_a_callback_leaves_nothing_behind():
    X, y = mixed()
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)

    def fail(step, losses):
        raise KeyError(step)

    sampler = quick(callback=fail)
    try:
        with pytest.raises(KeyError):
            sampler.fit_resample(X[["size"]], y)
        assert torch.get_num_threads() == threads + 1
    finally:
        torch.set_num_threads(threads)
    assert not hasattr(sampler, "network_")


def test_training_ends_early_where_rows_can_be_held_out():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(900, 3)), np.arange(900) % 3 == 0
    sampler = quick(max_steps=1000, hidden_layer_sizes=())
    sampler.fit_resample(X, y)
    assert sampler.stopped_by_ == "no_change"
    # One look after the fifth of the steps in which the loss changes, and three without progress.
    assert 500 <= sampler.n_steps_ < 1000
    small = quick(max_steps=600, hidden_layer_sizes=())
    small.fit_resample(X[:500], y[:500])
    assert (small.stopped_by_, small.n_steps_) == ("steps", 600)


def test_a_loss_that_runs_away_is_an_error():
    X, y = mixed()
    with pytest.raises(ValueError, match=r"loss of the network is .* lower learning_rate"):
        quick(learning_rate=1e30, max_steps=50).fit_resample(X[["size"]], y)


def test_rows_are_drawn_again_and_few_are_the_first_of_many(trained):
    sampler, X, _, _ = trained
    many = sampler.sample("rare", 600, random_state=5)
    assert_frame_equal(sampler.sample("rare", 7, random_state=5), many[:7].reset_index(drop=True))
    assert (many.dtypes == X.dtypes).all()


def test_bars_change_nothing():
    pytest.importorskip("rich")
    X, y = mixed()
    with oversample.progress():
        shown = mixed_sampler().fit_resample(X, y)[0]
    assert_frame_equal(shown, mixed_sampler().fit_resample(X, y)[0])


def test_the_example_of_the_docstring_runs():
    source = vae.VAEOverSampler.__doc__.replace("# doctest: +SKIP", "")
    example = doctest.DocTestParser().get_doctest(source, {}, "VAEOverSampler", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, 7)


# -- quality -----------------------------------------------------------------------------------


def of_law(sampler, latent, X, y, path):
    """The same network with another law of codes, which has no part in training."""
    copy.copy(sampler).set_params(latent=latent).save(path)
    return VAEOverSampler.load(path, X, y)


def test_rows_are_of_the_class_that_was_asked_for(tmp_path):
    """Three classes six standard deviations apart, by the classifier of the true law."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0, 0, 0], [6, 0, 0, 0], [0, 6, 0, 0]])
    y = np.repeat([0, 1, 2], [400, 40, 40])
    X = rng.normal(size=(480, 4)) + centres[y]
    wanted = {0: 410, 1: 50, 2: 50}
    trained = VAEOverSampler(random_state=0, max_steps=400, sampling_strategy=wanted)
    trained.fit_resample(X, y)
    for latent in LATENTS:
        sampler = of_law(trained, latent, X, y, tmp_path / "network")
        for number in range(3):
            new = sampler.sample(number, 500, random_state=0)
            nearest = ((new[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
            assert (nearest == number).mean() >= 0.95


def test_margins_of_a_mixed_table_are_kept(trained):
    _, X, y, new = trained
    real = X[y == "rare"]
    assert abs((new["spent"] == 0).mean() - (real["spent"] == 0).mean()) < 0.1
    assert_allclose(new["spent"], new["spent"].round(2))
    for column in ("size", "count", "spent", "heard"):
        assert new[column].min() >= real[column].min()
        assert new[column].max() <= real[column].max()
        share = real[column].mean(), new[column].mean()
        assert abs(share[0] - share[1]) < 0.5 * real[column].std()
    assert abs(new["heard"].isna().mean() - real["heard"].isna().mean()) < 0.1
    for column in ("colour", "member"):
        shares = [frame[column].value_counts(normalize=True) for frame in (real, new)]
        assert shares[0].sub(shares[1], fill_value=0).abs().sum() / 2 < 0.1


def test_gaps_are_filled_where_none_are_wanted():
    X, y = mixed()
    sampler = mixed_sampler(missing_values="present")
    assert not sampler.fit_resample(X, y)[0][300:].isna().any(axis=None)
    X.loc[y == "rare", "heard"] = np.nan
    assert sampler.fit_resample(X, y)[0][300:]["heard"].isna().all()


@pytest.mark.parametrize("latent", LATENTS)
def test_tables_of_categories_alone_and_of_one_constant(latent):
    X, y = mixed(90)
    sampler = mixed_sampler(latent=latent, latent_dim=1)
    X_resampled, _ = sampler.fit_resample(X[["colour", "member"]], y)
    assert set(X_resampled["colour"][90:]) <= set(X["colour"][y == "rare"])
    assert sampler.sample("rare", 0).shape == (0, 2)
    constant = quick(latent=latent, hidden_layer_sizes=()).fit_resample(np.full((90, 1), 3.5), y)[0]
    assert (constant == 3.5).all()


def test_rows_are_neither_copies_nor_outliers_and_depend_on_each_other(tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1000, 5))
    X[:, 1] = 0.9 * X[:, 0] + 0.44 * X[:, 1]
    y = np.repeat([0, 1], [700, 300])
    table = X[:850], y[:850]
    trained = VAEOverSampler(random_state=0, max_steps=500)
    trained.fit_resample(*table)
    assert trained.copy_share_ == {1: 0.0}
    near = NearestNeighbors(n_neighbors=1).fit(X[700:850])
    to_real = np.median(near.kneighbors(X[850:])[0])
    for latent in ("posterior", "prior"):
        new = of_law(trained, latent, *table, tmp_path / "network").sample(1, 550, random_state=0)
        to_new = near.kneighbors(new)[0]
        assert to_new.min() > 0
        assert 0.4 <= np.median(to_new) / to_real <= 3
        assert np.corrcoef(new[:, :2].T)[0, 1] > 0.5


def test_a_forest_finds_more_digits_with_them():
    X, y = load_digits(return_X_y=True)
    gains = []
    for seed in range(2):
        half = train_test_split(X, y == 8, stratify=y, random_state=seed)
        X_train, X_test, y_train, y_test = half
        kept = np.concatenate([np.flatnonzero(~y_train), np.flatnonzero(y_train)[:43]])
        table = X_train[kept], y_train[kept]
        scores = []
        for rows in (table, quick(max_steps=250).fit_resample(*table)):
            forest = RandomForestClassifier(50, random_state=0).fit(*rows)
            scores.append(average_precision_score(y_test, forest.predict_proba(X_test)[:, 1]))
        gains.append(scores[1] - scores[0])
    assert np.mean(gains) >= 0.01
