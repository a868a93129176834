"""Over-sampling for rare classes: scikit-learn compatible, type-safe and fast.

Public names are resolved on first use (PEP 562), so that ``import oversample`` does no work and
loads neither numba nor pandas nor scikit-learn.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oversample.base import BaseOverSampler as BaseOverSampler
    from oversample.plan import Plan as Plan
    from oversample.random_over_sampler import RandomOverSampler as RandomOverSampler
    from oversample.smote.smote import SMOTE as SMOTE

__version__ = "0.1.0"

_HOME = {
    "BaseOverSampler": "oversample.base",
    "Plan": "oversample.plan",
    "RandomOverSampler": "oversample.random_over_sampler",
    "SMOTE": "oversample.smote.smote",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name from its module the first time that it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'oversample' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return [*__all__, "__version__"]
