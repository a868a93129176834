"""Estimators named by their import path, so that what a result depends on can be written down."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any


def load(path: str) -> Any:
    """Import what ``"package.module:Name"`` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def build(path: str, parameters: Mapping[str, Any], **offered: Any) -> Any:
    """Construct an estimator.

    Parameters
    ----------
    path : str
        ``"package.module:Class"``.
    parameters : mapping
        Passed on.
    **offered : object
        Passed on where the class has a parameter of that name and ``parameters`` does not set it.
    """
    estimator = load(path)
    known = inspect.signature(estimator).parameters
    fitting = {name: value for name, value in offered.items() if name in known}
    return estimator(**{**fitting, **parameters})
