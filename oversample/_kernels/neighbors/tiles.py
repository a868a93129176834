"""Scores of a few points against a leaf of points, with all sums in registers.

LLVM vectorises a plain loop over lanes too, but then every sum goes through memory once for every
few columns, at half the speed. Such loops take the place of what is written here for a version of
LLVM that refuses it.
"""

import logging

import numpy as np

from oversample._kernels import COMPILED
from oversample._kernels.neighbors import plain_tiles
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.plain_tiles import ROWS

_log = logging.getLogger("oversample")


if COMPILED:
    from llvmlite import binding, ir
    from numba.core import cgutils, types
    from numba.extending import intrinsic

    # ROWS * _STRIP / _VECTOR sums stay in registers: 16 of the 32 of AVX-512, 8 of 16 elsewhere.
    _VECTOR, _STRIP = (16, 64) if binding.get_host_cpu_features().get("avx512f") else (8, 16)
    _INDEX = ir.IntType(64)
    _VECTOR_TYPE = ir.VectorType(ir.FloatType(), _VECTOR)

    def _or_plain(generate):
        """Return what generates code: the function itself, or the plain loop of its name."""

        def choose(context, builder, signature, arguments):
            if _is_accepted(generate, context, signature):
                return generate(context, builder, signature, arguments)
            plain = getattr(plain_tiles, generate.__name__)
            return context.compile_internal(builder, plain, signature, arguments)

        return choose

    def _is_accepted(generate, context, signature):
        """Return whether LLVM takes the code, which is tried in a module of its own."""
        module = ir.Module("trial")
        arguments = [context.get_value_type(kind) for kind in signature.args]
        is_void = signature.return_type == types.void
        result = ir.VoidType() if is_void else context.get_value_type(signature.return_type)
        function = ir.Function(module, ir.FunctionType(result, arguments), "trial")
        builder = ir.IRBuilder(function.append_basic_block("entry"))
        try:
            value = generate(context, builder, signature, function.args)
            builder.ret_void() if is_void else builder.ret(value)
            binding.parse_assembly(str(module)).verify()
        except Exception as error:  # of whatever kind: another LLVM, another complaint
            _log.warning("LLVM refuses the code of %s: %s", generate.__name__, error)
            return False
        return True

    def _constant(value):
        return ir.Constant(_INDEX, value)

    def _vector_at(builder, base, offset):
        return builder.bitcast(builder.gep(base, [offset]), _VECTOR_TYPE.as_pointer())

    def _load_vector(builder, base, offset):
        loaded = builder.load(_vector_at(builder, base, offset))
        loaded.align = 4
        return loaded

    def _store_vector(builder, value, base, offset):
        builder.store(value, _vector_at(builder, base, offset)).align = 4

    def _load_spread(builder, base, offset):
        return _spread(builder, builder.load(builder.gep(base, [offset])))

    def _spread(builder, scalar):
        undefined = ir.Constant(_VECTOR_TYPE, ir.Undefined)
        first = builder.insert_element(undefined, scalar, ir.Constant(ir.IntType(32), 0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), _VECTOR), None)
        return builder.shuffle_vector(first, undefined, zeros)

    def _add_product(builder, slot, x, y):
        product = builder.fmul(x, y, flags=["contract"])
        builder.store(builder.fadd(builder.load(slot), product, flags=["contract"]), slot)

    def _rows_of_tile(builder, rows, points, n_columns):
        """Return the numbers of the tile's rows, and where each begins among points."""
        numbers = [builder.load(builder.gep(rows.data, [_constant(r)])) for r in range(ROWS)]
        starts = [builder.gep(points.data, [builder.mul(n, n_columns)]) for n in numbers]
        return numbers, starts

    def _lanes_of_strip(builder, base, start, offsets):
        return [_load_vector(builder, base, builder.add(start, _constant(o))) for o in offsets]

    def _add_products(builder, column, row_starts, ys, sums):
        """Add the products of one column to the sums of each row of a tile."""
        for row_start, slots in zip(row_starts, sums, strict=True):
            x = _load_spread(builder, row_start, column)
            for slot, y in zip(slots, ys, strict=True):
                _add_product(builder, slot, x, y)

    def _store_hits(builder, found, hits):
        for r in range(ROWS):
            builder.store(found[r], builder.gep(hits.data, [_constant(r)]))

    def _larger(builder, x, y):
        return builder.select(builder.fcmp_ordered(">", x, y), x, y)

    def _add_bits(builder, found, above, offset):
        bits = builder.zext(builder.bitcast(above, ir.IntType(_VECTOR)), _INDEX)
        return builder.or_(found, builder.shl(bits, _constant(offset)))

    def _array(context, builder, kind, argument, field=None):
        """Return the structure of an argument that is an array, or of a field that is one."""
        if field is not None:
            place = kind.fields.index(field)
            kind, argument = kind.types[place], builder.extract_value(argument, place)
        return context.make_array(kind)(context, builder, argument)

    @intrinsic
    def score_tile(typingctx, points, n_numeric, half_penalty, cuts, tile):
        """Score `ROWS` queries against the `LEAF` lanes of a block.

        Parameters
        ----------
        points : ndarray of shape (group_size, n_columns), float32
            The queries of the group.
        n_numeric : intp
        half_penalty : float32
        cuts : ndarray of shape (group_size,), float32
            Score of each query that a point must exceed to be of interest.
        tile : Tile
            Its block has numeric columns, columns of codes, and the line at which the sums start.
            Written: start + sum of products - half_penalty * (number of differing codes), and
            which lanes exceed the cuts.
        """
        signature = types.void(points, n_numeric, half_penalty, cuts, tile)

        def score_tile(context, builder, signature, arguments):
            queries, cuts = (
                _array(context, builder, signature.args[i], arguments[i]) for i in (0, 3)
            )
            rows, block, scores, hits = (
                _array(context, builder, signature.args[4], arguments[4], field)
                for field in ("rows", "block", "scores", "hits")
            )
            n_numeric, half_penalty = arguments[1], arguments[2]
            n_columns = cgutils.unpack_tuple(builder, queries.shape)[1]
            row_numbers, query_starts = _rows_of_tile(builder, rows, queries, n_columns)
            limits = [_load_spread(builder, cuts.data, row) for row in row_numbers]
            found = [_constant(0)] * ROWS
            for strip in range(0, LEAF, _STRIP):
                offsets = range(strip, strip + _STRIP, _VECTOR)

                def lines(p, offsets=offsets):
                    line = builder.mul(p, _constant(LEAF))
                    return _lanes_of_strip(builder, block.data, line, offsets)

                starts = lines(n_columns)
                sums = [
                    [cgutils.alloca_once_value(builder, start) for start in starts]
                    for _ in range(ROWS)
                ]
                with cgutils.for_range(builder, n_numeric) as loop:
                    _add_products(builder, loop.index, query_starts, lines(loop.index), sums)
                with cgutils.for_range_slice(builder, n_numeric, n_columns, _constant(1)) as (p, _):
                    ys = lines(p)
                    for r in range(ROWS):
                        x = _load_spread(builder, query_starts[r], p)
                        for slot, y in zip(sums[r], ys, strict=True):
                            total = builder.load(slot)
                            lowered = builder.fsub(total, _spread(builder, half_penalty))
                            differ = builder.fcmp_unordered("!=", x, y)
                            builder.store(builder.select(differ, lowered, total), slot)
                for r in range(ROWS):
                    for slot, o in zip(sums[r], offsets, strict=True):
                        total = builder.load(slot)
                        _store_vector(builder, total, scores.data, _constant(r * LEAF + o))
                        above = builder.fcmp_ordered(">", total, limits[r])
                        found[r] = _add_bits(builder, found[r], above, o)
            _store_hits(builder, found, hits)

        return signature, _or_plain(score_tile)

    @intrinsic
    def score_both(typingctx, blocks, leaf, other, lists, tile):
        """Score `ROWS` points of a leaf and the `LEAF` points of another, for both.

        Parameters
        ----------
        blocks : ndarray of shape (n_leaves, n_columns, LEAF), float32
        leaf, other : intp
            The leaf, whose points are the block of the tile, and the other one.
        lists : Lists
            Halves of norms, and the score of each point that another must exceed.
        tile : Tile
            Written: minus half of the squared distances, and which lanes exceed the cut of either
            point.
        """
        signature = types.void(blocks, leaf, other, lists, tile)

        def score_both(context, builder, signature, arguments):
            blocks = _array(context, builder, signature.args[0], arguments[0])
            halves, cuts = (
                _array(context, builder, signature.args[3], arguments[3], field)
                for field in ("halves", "cuts")
            )
            rows, points, scores, hits = (
                _array(context, builder, signature.args[4], arguments[4], field)
                for field in ("rows", "block", "scores", "hits")
            )
            n_columns = cgutils.unpack_tuple(builder, blocks.shape)[1]
            first_row, first_lane = (
                builder.mul(arguments[position], _constant(LEAF)) for position in (1, 2)
            )
            lanes = builder.gep(blocks.data, [builder.mul(first_lane, n_columns)])
            row_numbers, point_starts = _rows_of_tile(builder, rows, points, n_columns)
            positions = [builder.add(first_row, row) for row in row_numbers]
            starts = [_load_spread(builder, halves.data, position) for position in positions]
            limits = [_load_spread(builder, cuts.data, position) for position in positions]
            found = [_constant(0)] * ROWS
            for strip in range(0, LEAF, _STRIP):
                offsets = range(strip, strip + _STRIP, _VECTOR)
                lane_starts = _lanes_of_strip(builder, halves.data, first_lane, offsets)
                sums = [
                    [
                        cgutils.alloca_once_value(builder, builder.fadd(start, lane_start))
                        for lane_start in lane_starts
                    ]
                    for start in starts
                ]
                with cgutils.for_range(builder, n_columns) as loop:
                    line = builder.mul(loop.index, _constant(LEAF))
                    ys = _lanes_of_strip(builder, lanes, line, offsets)
                    _add_products(builder, loop.index, point_starts, ys, sums)
                lane_limits = _lanes_of_strip(builder, cuts.data, first_lane, offsets)
                for r in range(ROWS):
                    for slot, limit, o in zip(sums[r], lane_limits, offsets, strict=True):
                        total = builder.load(slot)
                        _store_vector(builder, total, scores.data, _constant(r * LEAF + o))
                        is_lower = builder.fcmp_ordered("<", limit, limits[r])
                        least = builder.select(is_lower, limit, limits[r])
                        above = builder.fcmp_ordered(">", total, least)
                        found[r] = _add_bits(builder, found[r], above, o)
            _store_hits(builder, found, hits)

        return signature, _or_plain(score_both)

    @intrinsic
    def near_lanes(typingctx, blocks, block, low, high, leaf, limits, least):
        """Return which points of a block are so near to a leaf that its points may count.

        Parameters
        ----------
        blocks : ndarray of shape (n_blocks, n_columns, LEAF), float32
        block : intp
        low, high : ndarray of shape (d, n_leaves), float32
            The boxes of all leaves, in the first d columns.
        leaf : intp
        limits : ndarray of shape (n_blocks * LEAF,), float32
            Minus half of the squared distance within which each point needs others.
        least : float32
            The same for the points of the leaf; the farther of the two counts.

        Returns
        -------
        uint64
            Bit j says whether lane j of the block is near enough.
        """
        signature = types.uint64(blocks, block, low, high, leaf, limits, least)

        def near_lanes(context, builder, signature, arguments):
            blocks, low, high, limits = (
                _array(context, builder, signature.args[i], arguments[i]) for i in (0, 2, 3, 5)
            )
            block, leaf, least = arguments[1], arguments[4], arguments[6]
            n_columns = cgutils.unpack_tuple(builder, blocks.shape)[1]
            d, n_leaves = cgutils.unpack_tuple(builder, low.shape)
            first_lane = builder.mul(block, _constant(LEAF))
            lanes = builder.gep(blocks.data, [builder.mul(first_lane, n_columns)])
            zero = ir.Constant(_VECTOR_TYPE, None)
            minus_half = _spread(builder, ir.Constant(ir.FloatType(), -0.5))
            found = _constant(0)
            for strip in range(0, LEAF, _STRIP):
                offsets = range(strip, strip + _STRIP, _VECTOR)
                sums = [cgutils.alloca_once_value(builder, zero) for _ in offsets]
                with cgutils.for_range(builder, d) as loop:
                    cell = builder.add(builder.mul(loop.index, n_leaves), leaf)
                    bottom = _load_spread(builder, low.data, cell)
                    top = _load_spread(builder, high.data, cell)
                    line = builder.mul(loop.index, _constant(LEAF))
                    for slot, o in zip(sums, offsets, strict=True):
                        x = _load_vector(builder, lanes, builder.add(line, _constant(o)))
                        below, above = builder.fsub(bottom, x), builder.fsub(x, top)
                        gap = _larger(builder, _larger(builder, below, above), zero)
                        _add_product(builder, slot, gap, gap)
                for slot, o in zip(sums, offsets, strict=True):
                    nearest = builder.fmul(minus_half, builder.load(slot))
                    limit = _load_vector(
                        builder, limits.data, builder.add(first_lane, _constant(o))
                    )
                    wide = _spread(builder, least)
                    is_lower = builder.fcmp_ordered("<", limit, wide)
                    limit = builder.select(is_lower, limit, wide)
                    near = builder.fcmp_ordered(">=", nearest, limit)
                    found = _add_bits(builder, found, near, o)
            return found

        return signature, _or_plain(near_lanes)

    @intrinsic
    def trailing_zeros(typingctx, word):
        """Return the number of the lowest set bit of a word that is not zero."""

        def trailing_zeros(context, builder, signature, arguments):
            return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

        return types.int64(types.uint64), _or_plain(trailing_zeros)

else:

    def score_tile(points, n_numeric, half_penalty, cuts, tile):
        """Score one tile in NumPy: what the compiled form does, for runs without compilation."""
        block, scores = tile.block, tile.scores
        for r in range(ROWS):
            query = points[tile.rows[r]]
            scores[r] = block[-1] + query[:n_numeric] @ block[:n_numeric]
            scores[r] -= half_penalty * np.sum(
                query[n_numeric:, None] != block[n_numeric:-1], axis=0, dtype=np.float32
            )
            tile.hits[r] = _bits(scores[r] > cuts[tile.rows[r]])

    def score_both(blocks, leaf, other, lists, tile):
        """Score one tile for both sides in NumPy, for runs without compilation."""
        lanes = slice(other * LEAF, (other + 1) * LEAF)
        halves, cuts, scores = lists.halves, lists.cuts, tile.scores
        for r in range(ROWS):
            position = leaf * LEAF + tile.rows[r]
            scores[r] = halves[position] + halves[lanes] + tile.block[tile.rows[r]] @ blocks[other]
            tile.hits[r] = _bits(scores[r] > np.minimum(cuts[position], cuts[lanes]))

    def near_lanes(blocks, block, low, high, leaf, limits, least):
        """Return in NumPy which points are so near, for runs without compilation."""
        lines = blocks[block, : len(low)]
        below, above = low[:, leaf, np.newaxis] - lines, lines - high[:, leaf, np.newaxis]
        gaps = np.maximum(np.maximum(below, above), np.float32(0))
        nearest = np.float32(-0.5) * np.square(gaps).sum(axis=0, dtype=np.float32)
        lanes = slice(block * LEAF, (block + 1) * LEAF)
        return _bits(nearest >= np.minimum(limits[lanes], least))

    def _bits(flags):
        return sum(1 << int(lane) for lane in np.flatnonzero(flags))

    def trailing_zeros(word):
        """Return the number of the lowest set bit of a word that is not zero."""
        return (int(word) & -int(word)).bit_length() - 1
