"""Samplers of rows that are images, and a transformer for pipelines."""
