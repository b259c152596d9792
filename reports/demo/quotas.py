"""Parts that sum exactly to what was printed. Whole numbers throughout: yuan or projects."""

from collections.abc import Sequence
from random import Random


def apportion(
    total: int,
    weights: Sequence[int],
    *,
    minimum: int = 0,
    caps: Sequence[int] | None = None,
    step: int = 1,
) -> list[int]:
    """Divide ``total`` in proportion to weights: the parts sum to it exactly.

    Each part is at least ``minimum`` (none without a weight) and at most its cap. What whole steps
    leave over goes to the largest remainders, what is less than a step to one part.

    Raises  ValueError if the minimum needs more than the total, or the caps hold less.
    """
    takers = [i for i, weight in enumerate(weights) if weight > 0]
    tops = [total] * len(weights) if caps is None else list(caps)
    parts = [0] * len(weights)
    for i in takers:
        parts[i] = min(minimum, tops[i])
    left = total - sum(parts)
    if left < 0 or left > sum(tops[i] - parts[i] for i in takers):
        raise ValueError(f"{total} cannot be divided among {len(takers)} within their bounds")
    left, takers = _fill_to_the_cap(left, weights, takers, tops, parts)
    if not takers:
        return parts
    return _share_out(left, weights, takers, tops, parts, step)


def _fill_to_the_cap(left, weights, takers, tops, parts):
    """Serve those whose proportional share would pass the cap; the others share what is left."""
    while takers:
        whole = sum(weights[i] for i in takers)
        full = [i for i in takers if left * weights[i] >= (tops[i] - parts[i]) * whole]
        if not full:
            break
        for i in full:
            part = min(left, tops[i] - parts[i])
            parts[i] += part
            left -= part
        served = set(full)
        takers = [i for i in takers if i not in served]
    return left, takers


def _share_out(left, weights, takers, tops, parts, step):
    """Whole steps in proportion, then the rest by the largest remainder."""
    pool, whole = left, sum(weights[i] for i in takers)
    for i in takers:
        share = pool * weights[i] // whole // step * step
        parts[i] += share
        left -= share
    by_remainder = sorted(takers, key=lambda i: (-(pool * weights[i] % (whole * step)), i))
    while left:
        for i in by_remainder:
            part = min(step, left, tops[i] - parts[i])
            parts[i] += part
            left -= part
    return parts


def deal(rng: Random, rows: dict, columns: dict) -> list[tuple]:
    """Pairs of a row and a column, in random order: both margins come out exactly.

    Raises  ValueError if the two margins do not hold the same number.
    """
    cards = [[key for key, n in margin.items() for _ in range(n)] for margin in (rows, columns)]
    if len(cards[0]) != len(cards[1]):
        raise ValueError(f"{len(cards[0])} by row, {len(cards[1])} by column")
    rng.shuffle(cards[1])
    pairs = list(zip(*cards, strict=True))
    rng.shuffle(pairs)
    return pairs


def skewed(rng: Random) -> int:
    """A positive weight, log-normal in shape: many small ones and a few large.

    A product of whole numbers and not ``lognormvariate``, whose last digit may differ between
    mathematics libraries.
    """
    weight = 1
    for _ in range(6):
        weight *= rng.randint(30, 155)
    return weight // 10**6
