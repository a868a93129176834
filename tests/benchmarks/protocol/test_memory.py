import sys

import numpy as np
import pytest

from benchmarks.protocol.memory import measured


def test_seconds_are_measured_also_of_a_crash():
    with pytest.raises(ArithmeticError), measured() as effort:
        raise ArithmeticError
    assert effort.seconds >= 0


@pytest.mark.skipif(sys.platform != "linux", reason="the high-water mark is Linux's")
def test_a_short_peak_is_seen():
    with measured() as effort:
        np.ones(8_000_000)  # 64 MB, gone at once
    assert 50e6 < effort.peak_bytes < 100e6
    with measured() as effort:
        pass
    assert effort.peak_bytes < 5e6


def test_elsewhere_memory_is_unknown(monkeypatch, tmp_path):
    monkeypatch.setattr("benchmarks.protocol.memory._CLEAR_REFS", tmp_path / "no" / "such")
    with measured() as effort:
        pass
    assert np.isnan(effort.peak_bytes)
