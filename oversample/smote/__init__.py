"""The interpolation family: SMOTE and its variants, one a file.

:class:`BaseSMOTE` is what a variant inherits from, here or in another package: it overrides
:meth:`~BaseSMOTE._plan`, which gets the :class:`ClassRows` of the class being filled and returns a
plan; :func:`draw_segments` is the draw of plain SMOTE. :class:`Beta` and :class:`Dirichlet` are
laws of the step, for the parameter ``interpolation``.
"""

from oversample.smote.base import NEIGHBOR_CONSTRAINTS, BaseSMOTE, ClassRows, draw_segments
from oversample.smote.laws import Beta, Dirichlet

__all__ = [
    "NEIGHBOR_CONSTRAINTS",
    "BaseSMOTE",
    "Beta",
    "ClassRows",
    "Dirichlet",
    "draw_segments",
]
