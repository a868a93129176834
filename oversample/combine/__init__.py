"""Samplers around other samplers: over-sample then clean, or make more rows and keep the best."""

from oversample.combine.smote_enn import SMOTEENN
from oversample.combine.smote_tomek import SMOTETomek

__all__ = ["SMOTEENN", "SMOTETomek"]
