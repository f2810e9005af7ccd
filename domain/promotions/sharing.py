"""What orders use of promotions, when the orders are split, merged and taken apart.

A use stays what it was: nothing is taken of a limit or a budget, and nothing is given back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from domain.promotions.models import PromotionUse
from domain.promotions.states import UseStatus
from domain.shared import sql
from domain.shared.context import Context

Shares = dict[UUID, dict[UUID, int]]  # by line, by use: minor units off

REPLACE = """
UPDATE promotion_use AS used
SET order_id = new.order_id, lines = new.lines::jsonb, gifts = new.gifts::jsonb,
    discount_minor = new.discount_minor, updated_at = $6
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[])
    AS new (id, order_id, lines, gifts, discount_minor)
WHERE used.id = new.id
"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A line, or a part of it, that goes to another order: its id and position there, and what each
    use takes off it, in minor units.
    """

    line_id: UUID
    new_line_id: UUID
    position: int
    shares: Mapping[UUID, int]

    def has_of(self, use_id: UUID) -> bool:
        """Whether something of a use goes along: a part of it, or the line that it names."""
        is_whole = self.new_line_id == self.line_id
        return use_id in self.shares and (is_whole or self.shares[use_id] > 0)


async def shares_of(order_id: UUID) -> Shares:
    """What each use of an order took off each line."""
    found: Shares = {}
    for use in await _uses([order_id]):
        for _, line_id, minor in use.lines:
            found.setdefault(UUID(line_id), {})[use.id] = minor
    return found


async def split_uses(
    ctx: Context, order_id: UUID, sibling_id: UUID, parts: Sequence[Leaving]
) -> None:
    """Share uses between an order and what is split off it. The new order's part is redeemed as the
    whole is, and counts against no limit: the whole does.
    """
    gone = {part.line_id: part for part in parts}
    stay, leave = [], []
    for use in await _uses([order_id]):
        theirs = [part for part in parts if part.has_of(use.id)]
        if not theirs:
            continue
        off = sum(part.shares[use.id] for part in theirs)
        gifts = [gone[one] for one in map(UUID, use.gifts) if one in gone]
        leave.append(
            PromotionUse(
                order_id=sibling_id,
                placed_id=use.placed_id,
                promotion_id=use.promotion_id,
                coupon_id=use.coupon_id,
                customer_id=use.customer_id,
                status=use.status,
                position=use.position,
                name=use.name,
                code=use.code,
                currency=use.currency,
                discount_minor=off,
                lines=[
                    [part.position, str(part.new_line_id), part.shares[use.id]] for part in theirs
                ],
                gifts=[str(part.new_line_id) for part in gifts],
                campaign_id=use.campaign_id,
                created_at=use.created_at,
                updated_at=ctx.now,
            )
        )
        use.lines = [
            [place, line_id, minor - (part.shares.get(use.id, 0) if part else 0)]
            for place, line_id, minor in use.lines
            for part in [gone.get(UUID(line_id))]
            if part is None or part.new_line_id != part.line_id
        ]
        whole = {str(part.line_id) for part in gifts if part.new_line_id == part.line_id}
        use.gifts = [line_id for line_id in use.gifts if line_id not in whole]
        use.discount_minor -= off
        stay.append(use)
    await _replace(ctx, stay)
    await PromotionUse.bulk_create(leave)


async def lessen_uses(
    ctx: Context, order_id: UUID, kept: Mapping[UUID, Mapping[UUID, int]]
) -> None:
    """Let uses of an order take less off its lines: by line and use, what is still taken off, in
    minor units. A gift with nothing left of it is none any more.
    """
    lessened = []
    for use in await _uses([order_id]):
        lines = [
            [place, line_id, kept.get(UUID(line_id), {}).get(use.id, minor)]
            for place, line_id, minor in use.lines
        ]
        if lines != use.lines:
            taken = {line_id for _, line_id, minor in lines if minor}
            use.lines = lines
            use.gifts = [line_id for line_id in use.gifts if line_id in taken]
            use.discount_minor = sum(minor for _, _, minor in lines)
            lessened.append(use)
    await _replace(ctx, lessened)


async def move_uses(
    ctx: Context, uses: Collection[PromotionUse], order_id: UUID, places: Mapping[UUID, int]
) -> None:
    """Let uses belong to another order, where their lines have these places."""
    for use in uses:
        use.order_id = order_id
        use.lines = [[places[UUID(line)], line, minor] for _, line, minor in use.lines]
    await _replace(ctx, uses)


async def uses_of(order_ids: Collection[UUID]) -> list[PromotionUse]:
    """What orders use and have not given back, in the order of applying."""
    return await _uses(order_ids)


async def _uses(order_ids: Collection[UUID]) -> list[PromotionUse]:
    held = PromotionUse.filter(order_id__in=list(order_ids)).exclude(status=UseStatus.RELEASED)
    return await held.order_by("position", "id")


async def _replace(ctx: Context, uses: Collection[PromotionUse]) -> None:
    if uses:
        await sql.execute(
            REPLACE,
            [use.id for use in uses],
            [use.order_id for use in uses],
            [orjson.dumps(use.lines).decode() for use in uses],
            [orjson.dumps(use.gifts).decode() for use in uses],
            [use.discount_minor for use in uses],
            ctx.now,
        )
