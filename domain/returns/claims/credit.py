"""What claimed units are worth, and what is no longer owed for them."""

from collections.abc import Sequence

from domain.returns.claims.models import Claim, ClaimLine
from domain.returns.credit import cheapest_of, credited_elsewhere, ordered_lines, share_of


async def worth_of_claim(row: Claim) -> int:
    """What all its units cost together, in minor units: their shares of their lines."""
    return sum([minor for _, minor in await _shares(row)])


async def kept_worth_of_claim(row: Claim) -> int:
    """The most that is off for units that stay where they are, in minor units: what the cheapest of
    their lines cost. So whatever else is credited of a line, it is no more than the line in all.
    """
    lines = {line.order_line_id: line.quantity for line in await ClaimLine.filter(parent_id=row.id)}
    return sum([cheapest_of(of, lines[of.id]) for of in await ordered_lines(list(lines))])


async def credit_claim(row: Claim) -> int:
    """Credit all units of a claim with what they cost; how much that is, in minor units.

    The order is held, so nobody credits other units of the same lines meanwhile.
    """
    shares = await _shares(row)
    for line, minor in shares:
        line.credited, line.credit_minor = line.quantity, minor
    await ClaimLine.bulk_update([line for line, _ in shares], ["credited", "credit_minor"])
    return sum(minor for _, minor in shares)


async def _shares(row: Claim) -> Sequence[tuple[ClaimLine, int]]:
    lines = await ClaimLine.filter(parent_id=row.id).order_by("id")
    keys = [line.order_line_id for line in lines]
    ordered = {line.id: line for line in await ordered_lines(keys)}
    others = await credited_elsewhere(row.id, keys)
    return [(line, share_of(ordered[line.order_line_id], line.quantity, others)) for line in lines]
