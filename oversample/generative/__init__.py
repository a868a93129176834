"""Generators: a model of each class, and new rows drawn from it, which come from no row.

:class:`~oversample.generative.base.GenerativeOverSampler` is what these share. Adversarial rows
come from a model, too, but one of all classes, and each of them from a row.
"""
