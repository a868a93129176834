"""Settings of the whole suite: threads, optional checks, hypothesis profiles.

Examples are the same in every run; ``HYPOTHESIS_PROFILE=explore pytest tests/property`` looks
further than the daily run does.
"""

import os

# Tests run in as many processes as there are cores; threads within one would only contend.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# scikit-learn's array API check of an estimator runs only where SciPy was told so at its import.
os.environ.setdefault("SCIPY_ARRAY_API", "1")
# Pictures are drawn without a screen.
os.environ.setdefault("MPLBACKEND", "Agg")

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "explore", settings.get_profile("ci"), derandomize=False, max_examples=500
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
