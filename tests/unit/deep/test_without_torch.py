"""Classes of the deep extra without torch: configured, cloned, refused with an explanation."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

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

SAMPLERS = [VAEOverSampler, DeepSMOTE, NeuralAugmentation, TabularGANOverSampler]
OF_IMAGES = [
    DCGANOverSampler,
    ImageAdversarialOverSampler,
    M2m,
    StyleTransferOverSampler,
    VAEOverSampler,
]
IMAGES = np.random.default_rng(0).normal(size=(60, 64))
ROOT = Path(__file__).parents[3]
X, Y = np.random.default_rng(0).normal(size=(600, 3)), np.arange(600) % 3 == 0


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_missing_torch_is_explained(sampler, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    message = rf"{sampler.__name__} .* pip install 'oversample\[deep\]'"
    with pytest.raises(ImportError, match=message):
        sampler().fit_resample(X, Y)


@pytest.mark.parametrize("sampler", OF_IMAGES)
def test_a_missing_torch_is_explained_for_images(sampler, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    message = rf"{sampler.__name__} .* pip install 'oversample\[deep\]'"
    with pytest.raises(ImportError, match=message):
        sampler(image_shape=(8, 8)).fit_resample(IMAGES, np.arange(60) < 20)


def test_parameters_copies_and_counts_need_no_torch():
    program = (
        "import sys, numpy as np; from sklearn.base import clone;"
        "from oversample.deep import DCGANOverSampler, DeepSMOTE, VAEOverSampler;"
        "DeepSMOTE().fit(np.zeros((60, 2)), np.arange(60) % 3 == 0);"
        "sampler = clone(VAEOverSampler(latent='prior')); print(sampler.get_params());"
        "sampler.fit(np.zeros((60, 2)), np.arange(60) % 3 == 0);"
        "balanced = sampler.fit_resample(np.zeros((60, 2)), np.arange(60) % 2);"
        "assert not any(name.split('.')[0] == 'torch' for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_small_classes_are_refused_before_torch_is_imported(sampler, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ValueError, match=r"class True has 7: at least 8 .*RandomOverSampler"):
        sampler().fit_resample(X, np.arange(600) < 7)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"latent": "normal"}, "'latent' parameter"),
        ({"temperature": -1.0}, "'temperature' parameter"),
        ({"hidden_layer_sizes": (0,)}, "'hidden_layer_sizes' parameter"),
        ({"hidden_layer_sizes": 128}, "'hidden_layer_sizes' parameter"),
        ({"max_steps": 0}, "'max_steps' parameter"),
        ({"learning_rate": 0.0}, "'learning_rate' parameter"),
        ({"device": 0}, "'device' parameter"),
        ({"callback": "print"}, "'callback' parameter"),
    ],
)
def test_wrong_parameters_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        clone(VAEOverSampler(**parameters)).fit(X, Y)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"penalty": "paper"}, "'penalty' parameter"),
        ({"k_neighbors": 0}, "'k_neighbors' parameter"),
        ({"batch_size": 1}, "'batch_size' parameter"),
    ],
)
def test_wrong_parameters_of_deepsmote_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        clone(DeepSMOTE(**parameters)).fit(X, Y)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"image_shape": (8, 9)}, "stands for rows of 8 x 9 = 72 pixels"),
        ({"image_shape": (4, 16)}, r"8 to 64 pixels .* \(4, 16, 1\): resize .* VAEOverSampler"),
        ({"image_shape": (8, 4, 2)}, "8 to 64 pixels a side, with 1 or 3 channels"),
        ({"differentiable": ("cutout", "cutout")}, "'differentiable' parameter"),
        ({"differentiable": "cutout"}, "'differentiable' parameter"),
        ({"augment": "flip"}, "'augment' parameter"),
        ({"width": 0}, "'width' parameter"),
    ],
)
def test_wrong_parameters_of_dcgan_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        clone(DCGANOverSampler(**{"image_shape": (8, 8), **parameters})).fit(
            IMAGES, np.arange(60) < 20
        )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"image_shape": (8, 9)}, "stands for rows of 8 x 9 = 72 pixels"),
        ({"surrogate": "trained"}, "'surrogate' parameter"),
        ({"attack": "cw"}, "'attack' parameter"),
        ({"norm": 2}, "'norm' parameter"),
        ({"epsilon": (0.2, 0.1)}, "'epsilon' parameter"),
        ({"n_steps": 0}, "'n_steps' parameter"),
        ({"rounds": 0}, "'rounds' parameter"),
        ({"surrogate": np.mean, "rounds": 2}, "Set rounds=1"),
    ],
)
def test_wrong_parameters_of_attacks_on_images_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        clone(ImageAdversarialOverSampler(**{"image_shape": (8, 8), **parameters})).fit(
            IMAGES, np.arange(60) < 20
        )


@pytest.mark.parametrize(
    ("name", "value"), [("beta", 1.5), ("confidence", -0.1), ("avoidance", -1.0), ("step_size", 0)]
)
def test_wrong_parameters_of_m2m_are_refused(name, value):
    with pytest.raises(ValueError, match=f"'{name}' parameter"):
        clone(M2m((8, 8), **{name: value})).fit(IMAGES, np.arange(60) < 20)


def test_a_missing_torch_is_explained_to_those_with_images(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for sampler in (DCGANOverSampler, ImageAdversarialOverSampler, M2m):
        with pytest.raises(ImportError, match=rf"{sampler.__name__} .* pip install"):
            sampler((8, 8)).fit_resample(IMAGES, np.arange(60) < 20)
    with pytest.raises(ValueError, match=r"Pass X\.reshape\(len\(X\), -1\)"):
        DCGANOverSampler((8, 8)).fit(IMAGES.reshape(60, 8, 8), np.arange(60) < 20)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"augmentation": "gram"}, "'augmentation' parameter"),
        ({"diversity_weight": -1.0}, "'diversity_weight' parameter"),
        ({"max_steps": -1}, "'max_steps' parameter"),
        ({"k_neighbors": 0}, "'k_neighbors' parameter"),
        ({"image_shape": 3}, "'image_shape' parameter"),
    ],
)
def test_wrong_parameters_of_neural_augmentation_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        clone(NeuralAugmentation(**parameters)).fit(X, Y)
