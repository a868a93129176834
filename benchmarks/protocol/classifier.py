"""What a classifier of the comparison is."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sklearn.calibration import CalibratedClassifierCV
from sklearn.utils.validation import has_fit_parameter

from benchmarks.protocol.specification import build


@dataclass(frozen=True)
class Classifier:
    """A classifier of the registry.

    Attributes
    ----------
    name : str
        Unique name.
    estimator : str
        Import path of the class, ``"package.module:Class"``.
    parameters : mapping
        Those of the class, besides its seed; its defaults otherwise.
    space : mapping
        From the name of a parameter to the values that tuning tries.
    calibrated : bool
        Whether probabilities come from a sigmoid that is fitted on inner folds.
    most_rows : int, optional
        With more training rows after resampling a cell would take hours: it is skipped.
    """

    name: str
    estimator: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    space: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    calibrated: bool = False
    most_rows: int | None = None

    @property
    def package(self) -> str:
        """The top module of the class."""
        return self.estimator.partition(".")[0].partition(":")[0]

    def is_installed(self) -> bool:
        """Return whether the package of the class is there."""
        return importlib.util.find_spec(self.package) is not None

    def build(self, seed: int, **changed: Any) -> Any:
        """Return a new classifier with ``predict_proba`` that uses one thread."""
        parameters = {**self.parameters, **changed}
        made = build(self.estimator, parameters, random_state=seed)
        return CalibratedClassifierCV(made, cv=3, ensemble=False) if self.calibrated else made

    def takes_weights(self) -> bool:
        """Return whether the rows can be weighted."""
        return has_fit_parameter(self.build(0), "sample_weight")

    def identity(self) -> dict[str, Any]:
        """Return what its results depend on."""
        return asdict(self)
