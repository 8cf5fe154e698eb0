"""Three loops over neighbours, told to the compiler as vectors: it does not find them by itself.

LLVM cuts vectors to what the processor has. Imported only where ``score_products`` is. Who changes this file must touch
those that import it: numba keeps what it compiled until they change.
"""

from collections.abc import Callable
from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LANES: Final = 16
"""Scores that one is multiplied by at once: what AVX-512 holds in one register, AVX2 in two, NEON in four."""
_FUSED: Final = ("contract",)


def _split_two(
    _: Any, scores: Any, at: Any, weights: Any, roots: Any, n_nodes: Any, parts: Any, to: Any, stride: Any
) -> Any:
    """Write the parts of two scores: at each node what they differ by from their means, times the root of its weight.

    Node k has ``weights[k]`` and ``roots[k]``, the scores there are ``scores[at + 2 * k]`` and the next, their parts
    go to ``parts[to + k * stride]`` and the next.
    """

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        given, shares, factors, goal = (
            _vectors(context, builder, signature.args[k], arguments[k]) for k in (0, 2, 3, 5)
        )
        _, first, _, _, n, _, place, step = arguments
        mean = cgutils.alloca_once_value(builder, ir.Constant(given(first, 2).type.pointee, None))

        def scores_at(node: Any) -> Any:
            return builder.load(given(builder.add(first, builder.add(node, node)), 2), align=4)

        with cgutils.for_range(builder, n) as loop:
            product = builder.fmul(_spread(builder, shares(loop.index, 1), 2), scores_at(loop.index), flags=_FUSED)
            builder.store(builder.fadd(builder.load(mean), product, flags=_FUSED), mean)
        with cgutils.for_range(builder, n) as loop:
            apart = builder.fsub(scores_at(loop.index), builder.load(mean))
            to_node = goal(builder.add(place, builder.mul(loop.index, step)), 2)
            builder.store(builder.fmul(apart, _spread(builder, factors(loop.index, 1), 2)), to_node, align=4)
        return context.get_dummy_value()

    return types.void(scores, at, weights, roots, n_nodes, parts, to, stride), generate


def _multiply_two(_: Any, parts: Any, width: Any, stride: Any, row: Any, column: Any, values: Any, to: Any) -> Any:
    """Write products, summed over parts, of two scores from ``row`` on with ``LANES`` from ``column`` on.

    Part k of score s is ``parts[k * stride + s]``, k < ``width``. They are written to ``values`` from ``to`` on: first
    with first, first with second, second with first, second with second; then with the third and fourth, and so on.
    """

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        own, goal = (_vectors(context, builder, signature.args[k], arguments[k]) for k in (0, 5))
        _, n_parts, step, first, others, _, place = arguments
        nil = ir.Constant(own(place, LANES).type.pointee, None)
        sums = [cgutils.alloca_once_value(builder, nil) for _ in range(2)]
        with cgutils.for_range(builder, n_parts) as loop:
            start = builder.mul(loop.index, step)
            many = builder.load(own(builder.add(start, others), LANES), align=4)
            for k, total in enumerate(sums):
                at = builder.add(builder.add(start, first), ir.Constant(first.type, k))
                product = builder.fmul(_spread(builder, own(at, 1), LANES), many, flags=_FUSED)
                builder.store(builder.fadd(builder.load(total), product, flags=_FUSED), total)
        order = _mask([k * LANES + lane + j for lane in range(0, LANES, 2) for k in range(2) for j in range(2)])
        builder.store(builder.shuffle_vector(*map(builder.load, sums), order), goal(place, 2 * LANES), align=4)
        return context.get_dummy_value()

    return types.void(parts, width, stride, row, column, values, to), generate


def _add_four(_: Any, total: Any, to: Any, values: Any, at: Any) -> Any:
    """Add four values, from ``at`` on, to those of the total from ``to`` on, which is in double precision."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        goal = _vectors(context, builder, signature.args[0], arguments[0])(arguments[1], 4)
        added = builder.load(_vectors(context, builder, signature.args[2], arguments[2])(arguments[3], 4), align=4)
        wide = ir.VectorType(ir.DoubleType(), 4)
        added = added if added.type == wide else builder.fpext(added, wide)
        builder.store(builder.fadd(builder.load(goal, align=8), added), goal, align=8)
        return context.get_dummy_value()

    return types.void(total, to, values, at), generate


def _vectors(context: Any, builder: ir.IRBuilder, kind: Any, array: Any) -> Callable[[Any, int], Any]:
    """Return what gives the address of so many neighbours in an array, from a place on."""
    start, number = context.make_array(kind)(context, builder, array).data, context.get_data_type(kind.dtype)
    return lambda at, n: builder.bitcast(builder.gep(start, [at]), ir.VectorType(number, n).as_pointer())


def _spread(builder: ir.IRBuilder, place: Any, n: int) -> Any:
    """Return the number at an address so many times."""
    one = builder.load(place, align=4)
    return builder.shuffle_vector(one, one, _mask([0] * n))


def _mask(lanes: list[int]) -> ir.Constant:
    return ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), lanes)


# numba gives the first argument by itself.
split_two: Callable[..., None] = intrinsic(_split_two)
multiply_two: Callable[..., None] = intrinsic(_multiply_two)
add_four: Callable[..., None] = intrinsic(_add_four)
