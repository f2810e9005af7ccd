"""What a way of sending charges: a pure rule over the worth of the goods, in minor units."""

from collections.abc import Sequence

Bands = Sequence[tuple[int, int]]  # from which worth on, and the charge; ascending


def charge_for(bands: Bands, free_from_minor: int | None, worth_minor: int) -> int | None:
    """The charge of the highest band that goods of this worth reach, or nothing where they are
    worth enough to be sent for nothing; None where they reach no band.
    """
    reached = [charge for least, charge in bands if worth_minor >= least]
    if not reached:
        return None
    is_free = free_from_minor is not None and worth_minor >= free_from_minor
    return 0 if is_free else reached[-1]
