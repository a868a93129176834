"""Samplers that clean: around other samplers, away from a class, or the best of more rows."""

from oversample.combine.ccr import CCR
from oversample.combine.ipf import IPF
from oversample.combine.rbccr import RBCCR
from oversample.combine.smote_enn import SMOTEENN
from oversample.combine.smote_tomek import SMOTETomek

__all__ = ["CCR", "IPF", "RBCCR", "SMOTEENN", "SMOTETomek"]
