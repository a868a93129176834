"""Networks stay on the device that is asked for: one that only knows shapes stands for a GPU.

Tensors of torch's device "meta" have shapes, and no values. Every operation is checked for tensors
of two devices, as a GPU would refuse them; what is read back is 0, and what is read as a number 1.
"""

import numpy as np
import pytest
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
    _training,
)
from oversample.deep._disturbances import _BY_NAME
from oversample.deep._torch import one_thread
from tests.deep.images_of_bars import bars

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.filterwarnings("ignore:.* class .* from which a network:UserWarning"),
]

IMAGES = {"image_shape": (8, 8), "max_steps": 2, "device": "meta", "random_state": 0}
ROWS = {"max_steps": 4, "batch_size": 8, "device": "meta", "random_state": 0}
SAMPLERS = {
    "DCGANOverSampler": DCGANOverSampler(differentiable=tuple(_BY_NAME), width=2, **IMAGES),
    "DeepSMOTE": DeepSMOTE(penalty="cycle", hidden_layer_sizes=(), **ROWS),
    "ImageAdversarialOverSampler": ImageAdversarialOverSampler(rounds=2, n_steps=2, **IMAGES),
    "M2m": M2m(beta=0.9, n_steps=2, **IMAGES),
    "NeuralAugmentation": NeuralAugmentation(**ROWS),
    "NeuralAugmentation, images": NeuralAugmentation(augmentation="style", width=2, **IMAGES),
    "StyleTransferOverSampler": StyleTransferOverSampler(n_steps=2, **IMAGES),
    "TabularGANOverSampler": TabularGANOverSampler(hidden_layer_sizes=(4,), **ROWS),
    "VAEOverSampler": VAEOverSampler(hidden_layer_sizes=(), **ROWS),
    "VAEOverSampler, images": VAEOverSampler(width=2, **IMAGES),
}


def test_every_sampler_is_here():
    assert sorted({name.partition(",")[0] for name in SAMPLERS}) == deep.__all__


@pytest.fixture
def one_device(monkeypatch):
    """Refuse operations on tensors of several devices, and let "meta" be read."""
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    class OneDevice(TorchDispatchMode):
        def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
            leaves = tree_leaves((args, kwargs))
            found = {leaf.device for leaf in leaves if isinstance(leaf, torch.Tensor)}
            if len(found) > 1:
                raise RuntimeError(f"{operation} of tensors on {found}")
            return operation(*args, **kwargs or {})

    def read(tensor):
        return torch.zeros(tensor.shape, dtype=tensor.dtype)

    monkeypatch.setattr(torch.Tensor, "cpu", read)
    monkeypatch.setattr(torch.Tensor, "__float__", lambda tensor: 1.0)
    with OneDevice():
        yield


def test_tensors_of_two_devices_are_refused(one_device):
    with pytest.raises(RuntimeError, match="of tensors on"):
        torch.nn.functional.linear(torch.ones(2, 2, device="meta"), torch.ones(2, 2))


def test_no_device_computes_in_half_precision():
    torch.set_autocast_enabled("cuda", True)
    try:
        with torch.autocast("cpu"), one_thread(torch):
            assert not torch.is_autocast_enabled("cpu")
            assert not torch.is_autocast_enabled("cuda")
        assert torch.is_autocast_enabled("cuda")
    finally:
        torch.set_autocast_enabled("cuda", False)


@pytest.mark.parametrize("name", SAMPLERS)
def test_no_tensor_is_made_elsewhere(name, one_device, monkeypatch):
    # Held-out rows are looked at, too.
    monkeypatch.setattr(_training, "_EVERY", 2)
    sampler = clone(SAMPLERS[name])
    images = sampler.get_params().get("image_shape") is not None
    rng = np.random.default_rng(0)
    X, y = bars((60, 30, 0)) if images else (rng.normal(size=(450, 3)), np.arange(450) % 9 < 4)
    X_resampled, _ = sampler.fit_resample(X, y)
    assert len(X_resampled) > len(X)
    assert sampler.sample(y.max(), 3).shape == (3, X.shape[1])
