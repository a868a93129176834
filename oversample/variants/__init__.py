"""Variants of SMOTE that choose other rows, or go another way between them: one a file.

:class:`~oversample.variants.base.BaseVariant` has the parameters that all of them share.
"""
