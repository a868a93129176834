"""The displays, one a file; public as :mod:`oversample.plots`."""
