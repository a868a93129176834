"""Rows of networks are taken for their class by a forest that has seen neither."""

import pytest

from oversample import deep
from tests.adherence import check_adherence

pytest.importorskip("torch")
pytestmark = pytest.mark.deep

# Fewer steps than by default, and yet enough to have learned what an image of the class is.
SETTINGS = {
    "DCGANOverSampler": {
        "image_shape": (8, 8),
        "width": 16,
        "max_steps": 400,
        "batch_size": 32,
    },
    "DeepSMOTE": {"max_steps": 500},
    "ImageAdversarialOverSampler": {"image_shape": (8, 8), "max_steps": 150},
    "M2m": {"image_shape": (8, 8), "beta": 0.9, "max_steps": 100},
    "NeuralAugmentation": {"image_shape": (8, 8), "max_steps": 100},
    "StyleTransferOverSampler": {"image_shape": (8, 8), "max_steps": 100, "n_steps": 20},
    "TabularGANOverSampler": {"max_steps": 250},
    "VAEOverSampler": {"max_steps": 500},
}


def test_every_sampler_is_here():
    assert sorted(SETTINGS) == deep.__all__


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", SETTINGS)
def test_rows_are_taken_for_their_class(name):
    check_adherence(getattr(deep, name)(**SETTINGS[name], random_state=0))
