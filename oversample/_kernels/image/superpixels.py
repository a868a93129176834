"""SLIC superpixels of a batch of small images, and images painted with their means."""

import numpy as np

from oversample._kernels import jit

# Rounds of SLIC; centres hardly move after ten, the number of its paper.
_ROUNDS = 10


@jit
def segment(features, n_segments, compactness, labels, n_labels):
    """Divide each image into connected segments of similar colour.

    Cluster centres start on a grid of step S = sqrt(h w / n_segments) and compete for the pixels
    within one grid step of them by the squared distance
    |colour difference|^2 + (compactness / S)^2 |offset in pixels|^2;
    each centre then moves to the mean of its pixels, ten times or until nothing changes. Connected
    parts of less than a quarter of a grid cell join the part left of (or above) their first
    pixel.

    Parameters
    ----------
    features : ndarray of shape (n, h, w, f), float32 or float64
        Colours in the space in which they are compared.
    n_segments : ndarray of shape (n,), intp
        The approximate number of segments of each image, at least 1 and at most h w.
    compactness : float
    labels : ndarray of shape (n, h, w), int32
        Written: segments from 0 in the order of their first pixels.
    n_labels : ndarray of shape (n,), intp
        Written: the number of segments.
    """
    n, h, w, _ = features.shape
    distances = np.empty((h, w), features.dtype)
    parts = np.empty((h, w), np.int32)
    queue = np.empty(h * w, np.intp)
    for i in range(n):
        step = np.sqrt(h * w / n_segments[i])
        rows = min(max(int(np.rint(h / step)), 1), h)
        columns = min(max(int(np.rint(n_segments[i] / rows)), 1), w)
        steps, near = (h / rows, w / columns), (compactness / step) ** 2
        colours, centres, counts = _place_centres(features[i], rows, columns, labels[i])
        for _ in range(_ROUNDS):
            n_changed = _assign(features[i], colours, centres, steps, near, distances, labels[i])
            if n_changed == 0:
                break
            _move_centres(features[i], labels[i], colours, centres, counts)
        least = (h * w / (rows * columns)) / 4
        n_labels[i] = _connect(labels[i], least, parts, queue)
        for y in range(h):
            for x in range(w):
                labels[i, y, x] = parts[y, x]


@jit
def paint_means(images, labels, n_labels, replaced, out):
    """Write each image with the pixels of the chosen segments replaced by the segment's mean.

    Parameters
    ----------
    images : ndarray of shape (n, h, w, c), float32 or float64
    labels : ndarray of shape (n, h, w), int32
    n_labels : ndarray of shape (n,), intp
    replaced : ndarray of shape (n, at least the largest number of labels), bool
        The chosen segments.
    out : ndarray of shape (n, h, w, c), float32 or float64
        Written.
    """
    n, h, w, c = images.shape
    for i in range(n):
        sums = np.zeros((n_labels[i], c))
        counts = np.zeros(n_labels[i])
        for y in range(h):
            for x in range(w):
                label = labels[i, y, x]
                counts[label] += 1
                for channel in range(c):
                    sums[label, channel] += images[i, y, x, channel]
        for y in range(h):
            for x in range(w):
                label = labels[i, y, x]
                for channel in range(c):
                    if replaced[i, label]:
                        out[i, y, x, channel] = sums[label, channel] / counts[label]
                    else:
                        out[i, y, x, channel] = images[i, y, x, channel]


@jit
def _place_centres(features, rows, columns, labels):
    """Return centres in the middle of each cell of a grid; label pixels with their cells."""
    h, w, f = features.shape
    colours = np.empty((rows * columns, f), features.dtype)
    centres = np.empty((rows * columns, 2), features.dtype)
    counts = np.empty(rows * columns, np.intp)
    for row in range(rows):
        for column in range(columns):
            k = row * columns + column
            y = (row + 0.5) * h / rows
            x = (column + 0.5) * w / columns
            centres[k, 0] = y - 0.5
            centres[k, 1] = x - 0.5
            for p in range(f):
                colours[k, p] = features[int(y), int(x), p]
    for y in range(h):
        for x in range(w):
            labels[y, x] = (y * rows // h) * columns + x * columns // w
    return colours, centres, counts


@jit
def _assign(features, colours, centres, steps, near, distances, labels):
    """Assign each pixel to the nearest centre within one grid step; return how many changed."""
    h, w, f = features.shape
    step_y, step_x = steps
    distances[:] = np.inf
    n_changed = 0
    previous = labels.copy()
    for k in range(len(centres)):
        centre_y = np.float64(centres[k, 0])
        centre_x = np.float64(centres[k, 1])
        top = max(int(np.ceil(centre_y - step_y)), 0)
        bottom = min(int(np.floor(centre_y + step_y)) + 1, h)
        left = max(int(np.ceil(centre_x - step_x)), 0)
        right = min(int(np.floor(centre_x + step_x)) + 1, w)
        for y in range(top, bottom):
            dy = y - centre_y
            for x in range(left, right):
                dx = x - centre_x
                distance = near * (dy * dy + dx * dx)
                for p in range(f):
                    difference = features[y, x, p] - colours[k, p]
                    distance += difference * difference
                if distance < distances[y, x]:
                    distances[y, x] = distance
                    labels[y, x] = k
    for y in range(h):
        for x in range(w):
            n_changed += labels[y, x] != previous[y, x]
    return n_changed


@jit
def _move_centres(features, labels, colours, centres, counts):
    """Move each centre to the mean of its pixels; one without pixels stays where it is."""
    h, w, f = features.shape
    sums = np.zeros((len(centres), f + 2), features.dtype)
    counts[:] = 0
    for y in range(h):
        for x in range(w):
            k = labels[y, x]
            counts[k] += 1
            sums[k, f] += y
            sums[k, f + 1] += x
            for p in range(f):
                sums[k, p] += features[y, x, p]
    for k in range(len(centres)):
        if counts[k] > 0:
            centres[k, 0] = sums[k, f] / counts[k]
            centres[k, 1] = sums[k, f + 1] / counts[k]
            for p in range(f):
                colours[k, p] = sums[k, p] / counts[k]


@jit
def _connect(labels, least, parts, queue):
    """Number the connected parts of equal label, small ones joined; return their number.

    Every part but the first has a pixel of an earlier part left of or above its first pixel.
    """
    h, w = labels.shape
    parts[:] = -1
    n_parts = 0
    for y in range(h):
        for x in range(w):
            if parts[y, x] >= 0:
                continue
            size = _flood(labels, y, x, n_parts, parts, queue)
            if size >= least or (y == 0 and x == 0):
                n_parts += 1
                continue
            earlier = parts[y, x - 1] if x > 0 else parts[y - 1, x]
            for position in queue[:size]:
                parts[position // w, position % w] = earlier
    return n_parts


@jit
def _flood(labels, y, x, part, parts, queue):
    """Mark the pixels connected with one by equal labels; return their number."""
    h, w = labels.shape
    label = labels[y, x]
    parts[y, x] = part
    queue[0] = y * w + x
    size = 1
    done = 0
    while done < size:
        y, x = divmod(queue[done], w)
        done += 1
        for dy, dx in ((-1, 0), (0, -1), (0, 1), (1, 0)):
            v = y + dy
            u = x + dx
            if 0 <= v < h and 0 <= u < w and parts[v, u] < 0 and labels[v, u] == label:
                parts[v, u] = part
                queue[size] = v * w + u
                size += 1
    return size
