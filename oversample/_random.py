"""Random streams: two contracts behind one object.

imbalanced-learn calls ``check_random_state`` anew wherever a step begins to draw. With an ``int``
seed every step therefore restarts the same stream; with a ``RandomState`` the one stream goes on.
The *legacy* contract reproduces that call for call, so that the same seed gives the same rows.

A ``Generator`` or ``SeedSequence``, which imbalanced-learn rejects, selects the *modern* contract:
every step draws from a stream of its own, spawned and thus independent of all others.

A plan calls :meth:`Streams.start` wherever imbalanced-learn starts a stream, and does not depend on
the contract in force.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Protocol, Self

import numpy as np
from numpy.random import Generator, RandomState, SeedSequence
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils import check_random_state

# Below this are the numbers that seed other streams: what a C long holds everywhere.
_SEEDS = 2**31 - 1

RandomStateLike = int | RandomState | Generator | SeedSequence | None


class Stream(Protocol):
    """The draws that plans need."""

    def integers(self, high: int, size: int) -> NDArray[np.intp]:
        """Draw ``size`` integers uniformly from ``[0, high)``."""

    def uniform(self, size: int, low: float = 0.0, high: float = 1.0) -> NDArray[np.float64]:
        """Draw ``size`` floats uniformly from ``[low, high)``."""

    def normal(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Draw standard normal floats of the given shape."""

    def permutation(self, n: int) -> NDArray[np.intp]:
        """Shuffle ``0 .. n - 1``."""

    def beta(self, a: float, b: float, size: int) -> NDArray[np.float64]:
        """Draw floats from a beta distribution."""

    def gamma(self, shape: float, size: tuple[int, ...]) -> NDArray[np.float64]:
        """Draw floats from a gamma distribution of scale 1."""

    def copy(self) -> Self:
        """Return a stream that will draw what this one will, and moves on by itself."""

    def fast(self) -> Stream:
        """Return a stream that draws normal and gamma numbers in half of the time.

        For plans that draw many, of methods that imbalanced-learn has not. This stream seeds it,
        or is it already.
        """


class Streams(Protocol):
    """A source of streams, one for each step of a sampler that draws."""

    def start(self) -> Stream:
        """Return the stream of the next step."""

    def seed_for_estimator(self) -> int | RandomState | None:
        """Return the ``random_state`` of a scikit-learn estimator that a step fits."""


class _LegacyStream:
    def __init__(self, state: RandomState) -> None:
        self._state = state

    def integers(self, high: int, size: int) -> NDArray[np.intp]:
        # The default dtype is C long, the one whose draws imbalanced-learn's rows come from.
        return self._state.randint(0, high, size=size).astype(np.intp, copy=False)

    def uniform(self, size: int, low: float = 0.0, high: float = 1.0) -> NDArray[np.float64]:
        if (low, high) == (0.0, 1.0):
            # The same draws, and the same numbers, without a sum and a product for each.
            return self._state.random_sample(size)
        return self._state.uniform(low, high, size=size)

    def normal(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        return self._state.standard_normal(shape)

    def permutation(self, n: int) -> NDArray[np.intp]:
        return self._state.permutation(n)

    def beta(self, a: float, b: float, size: int) -> NDArray[np.float64]:
        return self._state.beta(a, b, size=size)

    def gamma(self, shape: float, size: tuple[int, ...]) -> NDArray[np.float64]:
        return self._state.standard_gamma(shape, size=size)

    def copy(self) -> _LegacyStream:
        return _LegacyStream(deepcopy(self._state))

    def fast(self) -> _ModernStream:
        return _ModernStream(np.random.default_rng(self.integers(_SEEDS, 4).tolist()))


class _ModernStream:
    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    def integers(self, high: int, size: int) -> NDArray[np.intp]:
        return self._generator.integers(high, size=size, dtype=np.intp)

    def uniform(self, size: int, low: float = 0.0, high: float = 1.0) -> NDArray[np.float64]:
        if (low, high) == (0.0, 1.0):
            return self._generator.random(size)
        return self._generator.uniform(low, high, size=size)

    def normal(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        return self._generator.standard_normal(shape)

    def permutation(self, n: int) -> NDArray[np.intp]:
        return self._generator.permutation(n)

    def beta(self, a: float, b: float, size: int) -> NDArray[np.float64]:
        return self._generator.beta(a, b, size=size)

    def gamma(self, shape: float, size: tuple[int, ...]) -> NDArray[np.float64]:
        return self._generator.standard_gamma(shape, size=size)

    def copy(self) -> _ModernStream:
        return _ModernStream(deepcopy(self._generator))

    def fast(self) -> _ModernStream:
        return self


class _LegacyStreams:
    def __init__(self, seed: int | RandomState | None) -> None:
        self._seed = seed

    def start(self) -> Stream:
        if self._seed is None:
            # NumPy's global state, which `np.random.seed` sets.
            return _LegacyStream(check_random_state(None))
        if isinstance(self._seed, RandomState):
            return _LegacyStream(self._seed)
        return _LegacyStream(RandomState(self._seed))

    def seed_for_estimator(self) -> int | RandomState | None:
        return self._seed


class _ModernStreams:
    def __init__(self, seed: Generator | SeedSequence) -> None:
        if isinstance(seed, SeedSequence):
            # A seed is a value: spawning from a copy leaves the user's own untouched, so that
            # two calls with one SeedSequence give the same rows.
            seed = np.random.default_rng(
                SeedSequence(seed.entropy, spawn_key=seed.spawn_key, pool_size=seed.pool_size)
            )
        self._generator = seed

    def start(self) -> Stream:
        return _ModernStream(self._generator.spawn(1)[0])

    def seed_for_estimator(self) -> int:
        return int(self.start().integers(2**32, 1)[0])


def make_streams(random_state: RandomStateLike) -> Streams:
    """Return the source of streams that a ``random_state`` selects.

    Parameters
    ----------
    random_state : int, RandomState, Generator, SeedSequence or None
        ``None``, an ``int`` or a ``RandomState``: imbalanced-learn's draws. A ``Generator`` or a
        ``SeedSequence``: independent streams. A ``Generator`` is advanced (its count of spawned
        children grows), a ``SeedSequence`` is not.

    Returns
    -------
    Streams
        The source of streams.
    """
    if isinstance(random_state, Generator | SeedSequence):
        return _ModernStreams(random_state)
    return _LegacyStreams(random_state)


def clone_with_seed(thing: Any, seed: int) -> Any:
    """Return a clone of an estimator in which every ``random_state`` that is None is a seed.

    Parameters
    ----------
    thing : object
        Anything with ``get_params``; the parameters of what is inside it count, too.
    seed : int
        The seed, the same for all.

    Returns
    -------
    object
        The clone.
    """
    seeded = clone(thing)
    unset = [
        name
        for name, value in seeded.get_params().items()
        if name.split("__")[-1] == "random_state" and value is None
    ]
    return seeded.set_params(**dict.fromkeys(unset, seed))
