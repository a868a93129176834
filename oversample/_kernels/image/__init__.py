"""Kernels of the image transforms."""
