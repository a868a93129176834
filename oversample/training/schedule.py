"""The schedule of SamplePairing: when it is on, and the rows of each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from sklearn.base import clone

from oversample._encoder import gives_encoded_rows
from oversample._params import check_parameter, has_methods, integer_from
from oversample._random import RandomStateLike
from oversample._soft_labels import check_hard_labels
from oversample.exceptions import InvalidParameterError

# Images; the training set of ILSVRC 2012.
_ILSVRC_IMAGES = 1_281_167


@dataclass(frozen=True)
class PairingSchedule:
    r"""The times at which SamplePairing is on: off at first, then on and off by turns, then off.

    The paper ([1]_, section 3) trains in three phases: without it until the network has begun to
    learn; with it, except for short breaks; and without it at the end, to fine-tune. At time
    :math:`t` it is on if

    .. math::

        start \le t < end \quad\text{and}\quad (t - start) \bmod (on + off) < on

    Any sampler can be scheduled like this, in any training loop.

    Parameters
    ----------
    start : int, default=100
        The first time at which it is on.
    on : int, default=8
        The length of each period in which it is on.
    off : int, default=2
        The length of each break between such periods.
    end : int, default=800
        The time from which it stays off.
    epoch_length : int, default=1
        The length of an epoch, and so the unit of all times: with 1 they are counted in epochs;
        with the number of rows, in rows that the learner has seen.

    Raises
    ------
    InvalidParameterError
        If a parameter is of the wrong type or out of its range, or ``end`` is before ``start``.

    See Also
    --------
    SamplePairing : the sampler that the paper schedules.

    References
    ----------
    .. [1] H. Inoue, "Data augmentation by pairing samples for images classification",
       arXiv:1801.02929, 2018.

    Examples
    --------
    >>> from oversample import PairingSchedule
    >>> schedule = PairingSchedule(start=2, on=3, off=1, end=9)
    >>> [epoch for epoch in range(12) if schedule.is_active(epoch)]
    [2, 3, 4, 6, 7, 8]

    The rows of each epoch, new ones whenever it is on:

    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.neural_network import MLPClassifier
    >>> from oversample import SamplePairing
    >>> X, y = make_classification(300, weights=[0.9], random_state=0)
    >>> model = MLPClassifier(random_state=0)
    >>> n_rows = []
    >>> for X_epoch, y_epoch in schedule.epochs(SamplePairing(random_state=0), X, y, 12):
    ...     model = model.partial_fit(X_epoch, y_epoch, classes=np.unique(y))
    ...     n_rows.append(len(X_epoch))
    >>> n_rows
    [300, 300, 538, 538, 538, 300, 538, 538, 538, 300, 300, 300]
    """

    start: int = 100
    on: int = 8
    off: int = 2
    end: int = 800
    epoch_length: int = 1

    def __post_init__(self) -> None:
        least = {"start": 0, "on": 1, "off": 0, "end": 0, "epoch_length": 1}
        for field in fields(self):
            value = getattr(self, field.name)
            check_parameter(
                field.name, value, [integer_from(least[field.name])], type(self).__name__
            )
        if self.end < self.start:
            raise InvalidParameterError(
                f"PairingSchedule: end={self.end} is before start={self.start}, so that it would "
                "never be on."
            )

    @classmethod
    def cifar(cls) -> Self:
        """Return the published setting for CIFAR and all sets but ILSVRC.

        Returns
        -------
        PairingSchedule
            Off for 100 epochs; then 8 on, 2 off, by turns; off from epoch 800. The end is the
            default of torchbearer's implementation.
        """
        return cls(start=100, on=8, off=2, end=800)

    @classmethod
    def ilsvrc(cls, n_epochs: int, n_rows: int = _ILSVRC_IMAGES) -> Self:
        """Return the published setting for ILSVRC, counted in images.

        Parameters
        ----------
        n_epochs : int
            The epoch from which it stays off; the paper continues until the loss is stable.
        n_rows : int, default=1281167
            The number of rows of an epoch; by default the number of ILSVRC's images.

        Returns
        -------
        PairingSchedule
            Off for one epoch; then on for 300,000 rows, off for 100,000.
        """
        check_parameter("n_epochs", n_epochs, [integer_from(1)], f"{cls.__name__}.ilsvrc")
        check_parameter("n_rows", n_rows, [integer_from(1)], f"{cls.__name__}.ilsvrc")
        return cls(n_rows, 300_000, 100_000, n_epochs * n_rows, epoch_length=n_rows)

    def is_active(self, epoch: float) -> bool:
        """Return whether it is on at the beginning of an epoch.

        Parameters
        ----------
        epoch : int or float
            The epoch, from 0; fractions are times within an epoch.

        Returns
        -------
        bool
            Whether it is on.
        """
        return self.is_active_at(epoch * self.epoch_length)

    def is_active_at(self, time: float) -> bool:
        """Return whether it is on at a time, in units of which an epoch has ``epoch_length``.

        Parameters
        ----------
        time : int or float
            The time since training began, such as the number of rows seen.

        Returns
        -------
        bool
            Whether it is on.
        """
        is_between = self.start <= time < self.end
        return bool(is_between and (time - self.start) % (self.on + self.off) < self.on)

    def epochs(self, sampler: Any, X: Any, y: Any, n_epochs: int) -> Iterator[tuple[Any, Any]]:
        """Return an iterator over the rows of each epoch: resampled if on, unchanged if off.

        Every epoch has draws of its own. With an ``int`` or a ``SeedSequence`` as the sampler's
        seed, the draws of an epoch depend on the seed and the number of the epoch only; a
        ``RandomState`` or ``Generator`` advances from epoch to epoch.

        Parameters
        ----------
        sampler : sampler
            Any sampler with ``fit_resample``; it is cloned.
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The table.
        y : array-like of shape (n_rows,)
            The labels.
        n_epochs : int
            The number of epochs.

        Yields
        ------
        tuple
            The table and the labels of an epoch. Rows are in the order of the sampler: shuffle
            them unless the learner does.

        Raises
        ------
        InvalidParameterError
            If the sampler has soft labels, which a table and its labels cannot represent; or
            returns rows in the space of an encoder, unlike the epochs without it.
        ValueError
            If it turns on or off within an epoch. Both are raised by the call, before the first
            epoch.
        """
        owner = f"{type(self).__name__}.epochs"
        check_parameter("sampler", sampler, [has_methods("fit_resample", "get_params")], owner)
        check_parameter("n_epochs", n_epochs, [integer_from(1)], owner)
        name = type(sampler).__name__
        check_hard_labels(sampler, owner, "tables and labels")
        if gives_encoded_rows(sampler):
            raise InvalidParameterError(
                f"{owner} gives the rows as they are when it is off, but {name} with "
                "output='features' gives encoded rows. Set output='input', or encode the table "
                "first."
            )
        if self.on < self.epoch_length or 0 < self.off < self.epoch_length:
            raise ValueError(
                f"The schedule is on for {self.on} and off for {self.off} of an epoch of "
                f"{self.epoch_length}, so that it changes within an epoch. Ask is_active_at(time) "
                "for every batch in your own loop."
            )
        return self._epochs(sampler, X, y, n_epochs)

    def _epochs(self, sampler: Any, X: Any, y: Any, n_epochs: int) -> Iterator[tuple[Any, Any]]:
        # The seed may be that of a sampler inside the sampler.
        seeds = {
            name: value
            for name, value in sampler.get_params().items()
            if name.split("__")[-1] == "random_state"
        }
        for epoch in range(n_epochs):
            if self.is_active(epoch):
                of_epoch = {name: _seed_of_epoch(seed, epoch) for name, seed in seeds.items()}
                yield clone(sampler).set_params(**of_epoch).fit_resample(X, y)
            else:
                yield X, y


def _seed_of_epoch(seed: RandomStateLike, epoch: int) -> RandomStateLike:
    if isinstance(seed, np.random.SeedSequence):
        key = (*seed.spawn_key, epoch)
        return np.random.SeedSequence(seed.entropy, spawn_key=key, pool_size=seed.pool_size)
    if isinstance(seed, int | np.integer):
        spawned = np.random.SeedSequence(int(seed), spawn_key=(epoch,))
        return int(spawned.generate_state(1)[0])
    # Not a copy, which would restart in every epoch: the object itself advances.
    return seed
