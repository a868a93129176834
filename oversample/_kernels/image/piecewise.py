"""Fields of displacements that are linear on each triangle of a regular grid."""

import numpy as np

from oversample._kernels import jit


@jit
def write_piecewise(offsets, out):
    """Write the displacement of each pixel, interpolated between the points of a grid.

    ``offsets`` (n, rows, columns, 2) are the displacements of points that are spread evenly from
    the first pixel to the last; ``out`` is (n, height, width, 2). Each cell of the grid is cut into
    two triangles along the diagonal from its top left to its bottom right.
    """
    rows, columns = offsets.shape[1], offsets.shape[2]
    height, width = out.shape[1], out.shape[2]
    left, right = np.empty(width, dtype=np.int64), np.empty(width)
    for x in range(width):
        at = x * (columns - 1) / max(width - 1, 1)
        left[x] = min(int(at), columns - 2)
        right[x] = at - left[x]
    for i in range(out.shape[0]):
        for y in range(height):
            at = y * (rows - 1) / max(height - 1, 1)
            top = min(int(at), rows - 2)
            down = at - top
            for x in range(width):
                column, share = left[x], right[x]
                for axis in range(2):
                    start = offsets[i, top, column, axis]
                    end = offsets[i, top + 1, column + 1, axis]
                    # The corner of the triangle that is not on the diagonal.
                    if share >= down:
                        corner = offsets[i, top, column + 1, axis]
                        moved = start + share * (corner - start) + down * (end - corner)
                    else:
                        corner = offsets[i, top + 1, column, axis]
                        moved = start + down * (corner - start) + share * (end - corner)
                    out[i, y, x, axis] = moved
