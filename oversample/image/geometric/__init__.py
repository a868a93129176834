"""Transforms that move pixels, so that masks follow their images."""
