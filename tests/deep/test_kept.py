"""Trained networks that are kept: more rows without training again, pickles, files."""

import pickle

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sklearn.base import clone

from oversample import deep
from oversample.deep import (
    DCGANOverSampler,
    DeepSMOTE,
    ImageAdversarialOverSampler,
    M2m,
    NeuralAugmentation,
    StyleTransferOverSampler,
    TabularGANOverSampler,
    VAEOverSampler,
)
from tests.deep.images_of_bars import bars
from tests.deep.lines import line

pytest.importorskip("torch")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.filterwarnings("ignore:.* class .* from which a network:UserWarning"),
    pytest.mark.filterwarnings("ignore:M2m. no image of a larger class"),
]


def mixed():
    """Numbers, whole ones, numbers that may be missing, and categories."""
    rng = np.random.default_rng(0)
    y = np.where(np.arange(150) % 3 == 0, "rare", "usual")
    X = pd.DataFrame(
        {
            "size": rng.normal(size=150) + 3 * (y == "rare"),
            "count": rng.poisson(4, size=150),
            "heard": np.where(rng.random(150) < 0.3, np.nan, rng.normal(size=150)),
            "colour": pd.Categorical(rng.choice(["red", "green"], 150)),
        }
    )
    return X, y


def images():
    X, y = bars((40, 25, 20))
    return pd.DataFrame(X).add_prefix("pixel"), np.array(["usual", "other", "rare"])[y]


OF_TABLES = {"random_state": 0, "categorical_features": "auto", "max_steps": 3}
OF_GAPS = {"missing_values": "propagate", **OF_TABLES}
OF_IMAGES = {"random_state": 0, "max_steps": 3}
SAMPLERS = {
    "DCGANOverSampler": DCGANOverSampler((8, 8), width=4, **OF_IMAGES),
    "DeepSMOTE": DeepSMOTE(latent_dim=np.int64(3), **OF_TABLES),
    "ImageAdversarialOverSampler": ImageAdversarialOverSampler((8, -1), epsilon=0.2, **OF_IMAGES),
    "M2m": M2m((8, 8), beta=0.9, confidence=0.3, n_steps=2, **OF_IMAGES),
    "NeuralAugmentation": NeuralAugmentation(**OF_TABLES),
    "NeuralAugmentation, images": NeuralAugmentation(image_shape=(8, 8), **OF_IMAGES),
    "StyleTransferOverSampler": StyleTransferOverSampler([8, 8], n_steps=2, **OF_IMAGES),
    "StyleTransferOverSampler, random": StyleTransferOverSampler(
        (8, 8), features="random", n_steps=2, **OF_IMAGES
    ),
    "TabularGANOverSampler": TabularGANOverSampler(**OF_GAPS),
    "VAEOverSampler": VAEOverSampler(hidden_layer_sizes=(np.int32(7),), **OF_GAPS),
    "VAEOverSampler, images": VAEOverSampler(image_shape=(8, 8), width=4, grid="off", **OF_IMAGES),
}


@pytest.fixture(params=SAMPLERS)
def trained(request):
    """A sampler that has filled one class, its table, and what a reader of its file is told."""
    sampler = clone(SAMPLERS[request.param]).set_params(sampling_strategy={"rare": 60})
    given = sampler.get_params()
    of_table = given.get("categorical_features") == "auto"
    X, y = mixed() if of_table else images()
    if of_table and "missing_values" not in given:
        X = X.drop(columns="heard")
    sampler.fit_resample(X, y)
    return sampler, X, y, {"categorical_features": "auto"} if of_table else {}


def test_every_sampler_is_here():
    assert sorted({name.partition(",")[0] for name in SAMPLERS}) == deep.__all__


def test_more_rows_are_made_without_training_again(trained):
    sampler, X, y, _ = trained
    new_rows = sampler.fit_resample(X, y)[0][len(X) :].reset_index(drop=True)
    network, plan = sampler.network_, sampler.plan_
    again = sampler.sample("rare", len(new_rows), random_state=0)
    assert_frame_equal(again, new_rows)
    more = sampler.sample("rare", 9, random_state=0)
    assert (more.dtypes == X.dtypes).all()
    assert not sampler.sample("rare", 9, random_state=1).equals(more)
    assert sampler.sample("rare", 0).shape == (0, X.shape[1])
    assert sampler.network_ is network
    assert sampler.plan_ is plan
    with pytest.raises(ValueError, match=r"class 'usual'.*\['rare'\]. Name the class"):
        sampler.sample("usual", 1)
    with pytest.raises(ValueError, match="n must be an int of at least 0"):
        sampler.sample("rare", -1)


def test_pickles_leave_the_network_behind_unless_told_otherwise(trained):
    sampler, *_ = trained
    expected = sampler.sample("rare", 9, random_state=0)
    left = pickle.loads(pickle.dumps(sampler))
    with pytest.raises(AttributeError, match="has no models: call fit_resample first"):
        left.sample("rare", 3)
    kept = pickle.loads(pickle.dumps(sampler.set_params(keep_state=True)))
    assert_frame_equal(kept.sample("rare", 9, random_state=0), expected)
    assert not hasattr(clone(sampler), "history_")


def test_a_file_gives_the_rows_of_the_sampler(trained, tmp_path):
    sampler, X, y, told = trained
    file = tmp_path / "network.oversample"
    sampler.save(file)
    assert [path.name for path in tmp_path.iterdir()] == ["network.oversample"]
    with np.load(file, allow_pickle=False) as arrays:
        assert set(arrays) == {"header", "parameters"}
    again = type(sampler).load(file, X, y, **told)
    expected = sampler.sample("rare", 9, random_state=0)
    assert_frame_equal(again.sample("rare", 9, random_state=0), expected)
    assert again.sample("usual", 3).shape == (3, X.shape[1])
    for name in sampler._saved:
        before, after = getattr(sampler, name), getattr(again, name)
        assert after == (tuple(before) if isinstance(before, list) else before)
    with pytest.raises(ValueError, match="trained on another table"):
        type(sampler).load(file, X[::-1], y[::-1], **told)
    # What was read trains like any other, on another table too.
    again.set_params(max_steps=2).fit_resample(X[::-1], y[::-1])
    assert len(next(iter(again.history_.values()), "of random features")) != 3


def test_saving_needs_a_network(trained, tmp_path):
    untrained = clone(trained[0])
    with pytest.raises(AttributeError, match="has no models: call fit_resample first"):
        untrained.save(tmp_path / "network")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b'{"kind": "VAEOverSampler"}'])
def test_what_is_no_saved_network_is_refused(tmp_path, content):
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"holds no network that VAEOverSampler\.save"):
        VAEOverSampler.load(file, *mixed())


def test_the_network_of_another_sampler_is_refused(tmp_path):
    X, y = images()
    one = clone(SAMPLERS["StyleTransferOverSampler, random"])
    one.fit_resample(X, y)
    one.save(tmp_path / "network")
    with pytest.raises(ValueError, match=r"network of StyleTransferOverSampler.*M2m\.load reads"):
        M2m.load(tmp_path / "network", X, y)


def test_what_a_file_cannot_hold_is_refused(tmp_path):
    from sklearn.neighbors import NearestNeighbors

    X, y = images()
    attack = ImageAdversarialOverSampler((8, 8), surrogate=line(), random_state=0)
    style = StyleTransferOverSampler((8, 8), features=lambda images: images, n_steps=1)
    pairs = DeepSMOTE(k_neighbors=NearestNeighbors(n_neighbors=4), max_steps=2)
    two = np.isin(y, ["usual", "rare"])
    for sampler, name in ((attack, "surrogate"), (style, "features"), (pairs, "k_neighbors")):
        sampler.fit_resample(X[two], y[two])
        assert sampler.sample("rare", 2).shape == (2, 64)
        with pytest.raises(TypeError, match=f"A file of {type(sampler).__name__} .* {name} is"):
            sampler.save(tmp_path / "network")
    assert list(tmp_path.iterdir()) == []


def test_small_classes_are_filled_by_no_network_that_was_read(tmp_path):
    X, y = mixed()
    X = X.drop(columns="heard")
    y[y == "rare"] = np.where(np.arange(50) < 7, "few", "rare")
    sampler = clone(SAMPLERS["DeepSMOTE"]).set_params(sampling_strategy={"rare": 60})
    sampler.fit_resample(X, y)
    sampler.save(tmp_path / "network")
    again = DeepSMOTE.load(tmp_path / "network", X, y, categorical_features="auto")
    with pytest.raises(ValueError, match=r"class 'few', but \['rare', 'usual'\]"):
        again.sample("few", 2)
