"""Samplers that train a network: new rows from deep generative models.

They need torch, which ``pip install 'oversample[deep]'`` brings. It is imported inside of calls
only: classes can be imported, cloned, configured and documented without it.

=======================  ======================================================================
:class:`VAEOverSampler`  a conditional variational autoencoder, trained on the rows of all classes
=======================  ======================================================================
"""

from oversample.deep.vae import VAEOverSampler

__all__ = ["VAEOverSampler"]
