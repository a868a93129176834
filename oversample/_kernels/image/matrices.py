"""Inverses of 3 x 3 matrices."""

from oversample._kernels import jit_in_place


@jit_in_place
def invert(matrices, out):
    """Write the inverses of 3 x 3 matrices by their adjugates, all in one flat array of float64.

    The last row of an affine map is written as (0, 0, 1), with positive zeros.
    """
    for i in range(0, matrices.size, 9):
        a, b, c = matrices[i], matrices[i + 1], matrices[i + 2]
        d, e, f = matrices[i + 3], matrices[i + 4], matrices[i + 5]
        g, h, k = matrices[i + 6], matrices[i + 7], matrices[i + 8]
        first, second, third = e * k - f * h, f * g - d * k, d * h - e * g
        determinant = a * first + b * second + c * third
        out[i], out[i + 1] = first / determinant, (h * c - k * b) / determinant
        out[i + 2], out[i + 3] = (b * f - c * e) / determinant, second / determinant
        out[i + 4], out[i + 5] = (k * a - g * c) / determinant, (c * d - a * f) / determinant
        out[i + 6], out[i + 7] = third / determinant, (g * b - h * a) / determinant
        out[i + 8] = (a * e - b * d) / determinant
        if g == 0 and h == 0 and k == 1:
            out[i + 6], out[i + 7], out[i + 8] = 0.0, 0.0, 1.0
