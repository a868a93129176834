"""Generators: a model of each class, and new rows drawn from it, which come from no row.

:class:`~oversample.generative.base.GenerativeOverSampler` is what all of them share.
"""
