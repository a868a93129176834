"""Laws of the codes of a class, from which new rows are decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oversample.generative.uniforms import pick
from oversample.neighbors import kneighbors

Latent = Literal["posterior", "prior", "class_gaussian", "smote"]
"""The law of new codes."""

N_CHOICES = 3
"""The uniform numbers of a row that choose: a row, a neighbour, a place between both."""

_NEIGHBORS = 5


@dataclass(frozen=True, eq=False)
class CodeLaw:
    """The law of new codes of a class.

    Attributes
    ----------
    latent : str
        Which law; see :class:`oversample.deep.VAEOverSampler`.
    temperature : float
        The factor of standard deviations.
    mean, sd : ndarray of shape (m, latent)
        The normal laws of the codes of the class's rows.
    """

    latent: Latent
    temperature: float
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]

    def draw(
        self, choices: NDArray[np.float64], normal: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Turn chance into codes.

        Parameters
        ----------
        choices : ndarray of shape (n, 3)
            Uniform numbers.
        normal : ndarray of shape (n, latent)
            Standard normal numbers.

        Returns
        -------
        ndarray of shape (n, latent)
            The codes.
        """
        if self.latent == "prior":
            return self.temperature * normal
        if self.latent == "class_gaussian":
            spread = self.temperature * gaussian_root(self.mean, self.sd)
            return self.mean.mean(axis=0) + normal @ spread.T
        row = pick(choices[:, 0], len(self.mean))
        if self.latent == "posterior":
            return self.mean[row] + self.temperature * self.sd[row] * normal
        neighbors = kneighbors(self.mean, min(_NEIGHBORS, len(self.mean) - 1)).indices
        other = neighbors[row, pick(choices[:, 1], neighbors.shape[1])]
        return self.mean[row] + choices[:, 2:3] * (self.mean[other] - self.mean[row])


def gaussian_root(mean: NDArray[np.float64], sd: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a matrix R of which R R' is the covariance of the codes of a class, not shrunk.

    That of a mixture of the laws of its rows: the covariance of means, and the mean of variances.
    """
    covariance = np.cov(mean, rowvar=False, bias=True).reshape(mean.shape[1], -1)
    values, vectors = np.linalg.eigh(covariance + np.diag((sd**2).mean(axis=0)))
    root: NDArray[np.float64] = vectors * np.sqrt(np.maximum(values, 0.0))
    return root
