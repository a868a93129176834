"""Transforms that change the values of pixels and move none."""
