"""The displays, one per file; public as :mod:`oversample.plots`."""
