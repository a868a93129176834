"""How real the rows of generators are: ``python -m benchmarks.generators``."""
