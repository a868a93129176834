"""Random bits as a function of a seed and a position: SplitMix64.

Unsigned integers wrap around: arithmetic is modulo 2**64.
"""

import numpy as np

from oversample._kernels import jit

# The constants of SplitMix64: the increment of its state, and the factors of its mix.
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@jit
def mix(z):
    """Return the output of the generator for one of its states."""
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


@jit
def write_hashes(seed, out):
    """Write the first outputs for a seed to `out` (n,), uint64."""
    for j in range(out.size):
        out[j] = mix(seed + np.uint64(j + 1) * _GAMMA)


@jit
def write_fields(seeds, out):
    """Write the first outputs for each seed to a row of `out` (n, size), uint64."""
    for i in range(seeds.size):
        write_hashes(seeds[i], out[i])


@jit
def write_uniform(seeds, out):
    """Write multiples of 2**-24 in [0, 1), two of each output, to `out` (n, 2 * size), float32."""
    bits = np.empty(out.shape[1] // 2, np.uint64)
    unit = np.float32(2.0**-24)
    for i in range(seeds.size):
        write_hashes(seeds[i], bits)
        numbers = out[i]
        for j in range(np.uintp(bits.size)):
            first = np.int32(bits[j] >> np.uint64(40))
            second = np.int32((bits[j] >> np.uint64(8)) & np.uint64(0xFFFFFF))
            numbers[np.uintp(2) * j] = np.float32(first) * unit
            numbers[np.uintp(2) * j + np.uintp(1)] = np.float32(second) * unit


@jit
def write_polar(seeds, shares, turns):
    """Write multiples of 2**-32 in (0, 1], and angles in radians; each output makes both.

    ``shares`` (n, size) are float64, ``turns`` (n, size) float32.
    """
    bits = np.empty(shares.shape[1], np.uint64)
    unit, angle = 2.0**-32, np.float32(2 * np.pi * 2.0**-32)
    for i in range(seeds.size):
        write_hashes(seeds[i], bits)
        share, turn = shares[i], turns[i]
        for j in range(bits.size):
            share[j] = (np.float64(np.int64(bits[j] >> np.uint64(32))) + 1) * unit
            turn[j] = np.float32(np.int64(bits[j] & np.uint64(0xFFFFFFFF))) * angle
