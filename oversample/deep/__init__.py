"""Samplers that train a network: new rows from deep generative models.

They need torch, which ``pip install 'oversample[deep]'`` brings. It is imported inside of calls
only: classes can be imported, cloned, configured and documented without it.

====================================  ============================================================
:class:`DCGANOverSampler`             images of a generator trained against a critic
:class:`DeepSMOTE`                    SMOTE in the codes of an autoencoder, decoded: rows with
                                      parents
:class:`ImageAdversarialOverSampler`  images of a class, moved to where a network doubts them
:class:`M2m`                          images of larger classes, moved into a rare one; experimental
:class:`NeuralAugmentation`           one row of two: SMOTE or Mixup, with a correction that is
                                      learned
:class:`StyleTransferOverSampler`     images of a class in the style of others: rows with parents
:class:`TabularGANOverSampler`        a generator trained against a critic, with the class as an
                                      input
:class:`VAEOverSampler`               a conditional variational autoencoder of rows or images
====================================  ============================================================
"""

from oversample.deep.dcgan import DCGANOverSampler
from oversample.deep.deepsmote import DeepSMOTE
from oversample.deep.image_adversarial import ImageAdversarialOverSampler
from oversample.deep.m2m import M2m
from oversample.deep.neural_augmentation import NeuralAugmentation
from oversample.deep.style_transfer import StyleTransferOverSampler
from oversample.deep.tabular_gan import TabularGANOverSampler
from oversample.deep.vae import VAEOverSampler

__all__ = [
    "DCGANOverSampler",
    "DeepSMOTE",
    "ImageAdversarialOverSampler",
    "M2m",
    "NeuralAugmentation",
    "StyleTransferOverSampler",
    "TabularGANOverSampler",
    "VAEOverSampler",
]
