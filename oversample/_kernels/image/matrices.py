"""Inverses of 3 x 3 matrices."""

from oversample._kernels import jit


@jit
def invert(matrices, out):
    """Write the inverses of matrices (n, 3, 3), float64, by their adjugates.

    The last row of an affine map is written as (0, 0, 1), with positive zeros.
    """
    for i in range(matrices.shape[0]):
        a, b, c = matrices[i, 0, 0], matrices[i, 0, 1], matrices[i, 0, 2]
        d, e, f = matrices[i, 1, 0], matrices[i, 1, 1], matrices[i, 1, 2]
        g, h, k = matrices[i, 2, 0], matrices[i, 2, 1], matrices[i, 2, 2]
        first, second, third = e * k - f * h, f * g - d * k, d * h - e * g
        determinant = a * first + b * second + c * third
        out[i, 0, 0] = first / determinant
        out[i, 1, 0] = second / determinant
        out[i, 2, 0] = third / determinant
        out[i, 0, 1] = (h * c - k * b) / determinant
        out[i, 1, 1] = (k * a - g * c) / determinant
        out[i, 2, 1] = (g * b - h * a) / determinant
        out[i, 0, 2] = (b * f - c * e) / determinant
        out[i, 1, 2] = (c * d - a * f) / determinant
        out[i, 2, 2] = (a * e - b * d) / determinant
        if g == 0 and h == 0 and k == 1:
            out[i, 2, 0], out[i, 2, 1], out[i, 2, 2] = 0.0, 0.0, 1.0
