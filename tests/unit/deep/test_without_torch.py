"""Classes of the deep extra without torch: configured, cloned, refused with an explanation."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from oversample.deep import VAEOverSampler

ROOT = Path(__file__).parents[3]
X, Y = np.random.default_rng(0).normal(size=(60, 3)), np.arange(60) % 3 == 0


def test_a_missing_torch_is_explained(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=r"VAEOverSampler .* pip install 'oversample\[deep\]'"):
        VAEOverSampler().fit_resample(X, Y)


def test_parameters_copies_and_counts_need_no_torch():
    program = (
        "import sys, numpy as np; from sklearn.base import clone;"
        "from oversample.deep import VAEOverSampler;"
        "sampler = clone(VAEOverSampler(latent='prior')); print(sampler.get_params());"
        "sampler.fit(np.zeros((60, 2)), np.arange(60) % 3 == 0);"
        "balanced = sampler.fit_resample(np.zeros((60, 2)), np.arange(60) % 2);"
        "assert not any(name.split('.')[0] == 'torch' for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)


def test_small_classes_are_refused_before_torch_is_imported(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ValueError, match=r"class True has 7: at least 8 .*RandomOverSampler"):
        VAEOverSampler().fit_resample(X, np.arange(60) < 7)


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
