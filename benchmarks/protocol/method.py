"""What an arm of the comparison is."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from benchmarks.protocol.needs import Need
from benchmarks.protocol.specification import build, load

Stage = Literal["image", "table", "matrix"]
Package = Literal["ours", "imblearn", "simple"]


@dataclass(frozen=True)
class Method:
    """One arm of the comparison.

    Attributes
    ----------
    name : str
        Unique name.
    sampler : str
        Import path of a class with ``fit_resample``, ``"package.module:Class"``; empty where
        nothing is resampled. It is given ``random_state`` and ``n_jobs=1`` if it has them.
    parameters : mapping
        Those of the sampler (or of the ensemble); its defaults otherwise.
    stage : {"image", "table", "matrix"}
        What the sampler sees: ``"image"`` the raw pixels, as a float64 array, with the parameter
        ``image_shape``; ``"table"`` a frame of imputed and scaled numbers and imputed categories;
        ``"matrix"`` scaled numbers and one-hot columns, as a float64 array.
    weights : {"", "balanced"}
        Whether the classifier is fitted with weights that make the classes equally heavy.
    threshold : {"", "balanced_accuracy", "f1"}
        What the decision threshold is tuned for, in inner folds; empty where it is not.
    ensemble : str
        Import path of a classifier that resamples by itself and takes the place of the
        classifier ``instead_of``, the only one that the arm is combined with.
    learner : mapping
        Parameters of the classifier ``instead_of``, whose default is another: its own knobs.
    instead_of : str
        See ``ensemble`` and ``learner``: the only classifier that the arm is combined with.
    needs : tuple
        What a training fold must have; otherwise its cells are stored as skipped.
    declines : tuple of str
        Beginnings of the messages with which the sampler itself says that its rule is undefined on
        a training fold: the cell is skipped then, not failed.
    peer : str
        The arm of imbalanced-learn with the same algorithm, or empty.
    space : mapping
        From the name of a parameter of the sampler to the values that tuning tries.
    """

    name: str
    sampler: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    stage: Stage = "matrix"
    weights: Literal["", "balanced"] = ""
    threshold: Literal["", "balanced_accuracy", "f1"] = ""
    ensemble: str = ""
    learner: Mapping[str, Any] = field(default_factory=dict)
    instead_of: str = ""
    needs: tuple[Need, ...] = ()
    declines: tuple[str, ...] = ()
    peer: str = ""
    space: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The top module of the sampler or of the ensemble; empty without."""
        return (self.sampler or self.ensemble).partition(".")[0].partition(":")[0]

    @property
    def is_deep(self) -> bool:
        """Whether the sampler needs torch."""
        return self.sampler.startswith("oversample.deep:")

    @property
    def is_plain(self) -> bool:
        """Whether its model is the classifier alone, wherever it decides."""
        return not (self.sampler or self.weights or self.ensemble or self.learner)

    @property
    def package(self) -> Package:
        """Whose arm it is."""
        packages: dict[str, Package] = {"oversample": "ours", "imblearn": "imblearn"}
        return packages.get(self.source, "simple")

    def build_sampler(
        self, seed: int, image_shape: tuple[int, ...] | None = None, **changed: Any
    ) -> Any:
        """Return a new sampler that uses one thread."""
        offered: dict[str, Any] = {"random_state": seed, "n_jobs": 1}
        if self.stage == "image":
            offered["image_shape"] = image_shape
        return build(self.sampler, {**self.parameters, **changed}, **offered)

    def build_ensemble(self, seed: int, **changed: Any) -> Any:
        """Return the ensemble that takes the place of the classifier."""
        known = inspect.signature(load(self.ensemble)).parameters
        parameters = {name: value for name, value in changed.items() if name in known}
        return build(self.ensemble, {**self.parameters, **parameters}, random_state=seed)

    def resampling(self) -> tuple[str, ...]:
        """Return what the resampled rows depend on; arms that share it share the work."""
        return (self.sampler, repr(dict(self.parameters)), self.stage)

    def identity(self) -> dict[str, Any]:
        """Return what its results depend on."""
        return asdict(self) | {"needs": [repr(need) for need in self.needs]}
