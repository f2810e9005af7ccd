"""A sale: one basket as the shop will remember it, before it becomes rows and facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

from api.importing.completejourney.plan import DELIVERED_WITHIN, SOURCE, Plan
from api.importing.completejourney.products import Article
from api.importing.completejourney.year import Basket, SoldLine, region_of
from api.importing.keys import Family, chance

STEPS = (  # seconds that each step takes at least and at most, from the one before
    (5, 90),  # paid
    (1, 600),  # confirmed
    (300, 3_600),  # picking started
    (120, 1_200),  # picked
    (60, 900),  # packed
    (600, 5_400),  # shipped
    (1_200, 10_800),  # delivered
)
assert sum(most for _, most in STEPS) < DELIVERED_WITHIN.total_seconds()
BITS_PER_STEP = 9  # of one draw; a step has 512 lengths


class Of(IntEnum):
    """What belongs to one basket."""

    ORDER = 0
    LINE = 1
    PAYMENT = 2
    TRANSACTION = 3
    WORK = 4
    WORK_LINE = 5
    PARCEL = 6
    PARCEL_LINE = 7
    TRACKING = 8


class Times(NamedTuple):
    """When an order took which step. A till knows the first; the others are generated."""

    placed: datetime
    paid: datetime
    confirmed: datetime
    picking: datetime
    picked: datetime
    packed: datetime
    shipped: datetime
    delivered: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One line, so that price times quantity, less the discount, is exactly what was paid.

    A shelf price that is no whole number of cents (3 for $5) is rounded up to one, and the
    difference is part of the discount.
    """

    article: Article
    quantity: int
    unit_price_minor: int
    discount_minor: int
    paid_minor: int

    @classmethod
    def of(cls, article: Article, sold: SoldLine) -> "Item":
        """A line of the source at the price of one unit."""
        unit = -(-(sold.paid_minor + sold.discount_minor) // sold.quantity)
        return cls(
            article, sold.quantity, unit, unit * sold.quantity - sold.paid_minor, sold.paid_minor
        )


@dataclass(frozen=True, slots=True)
class Sale:
    """A basket, its items, its sums, and when all of it happened."""

    basket: Basket
    items: list[Item]
    times: Times
    family: Family
    total_minor: int
    discount_minor: int
    units: int

    @property
    def region(self) -> int:
        """Whose warehouse serves the store."""
        return region_of(self.basket.store_id)

    @property
    def is_paid(self) -> bool:
        """Whether any money moved: now and then a basket is free."""
        return self.total_minor > 0

    def id(self, member: Of, position: int = 0) -> UUID:
        """The id of the order, or of something that belongs to it."""
        return self.family.id(member, position)


def sale_of(plan: Plan, basket: Basket, articles: Mapping[int, Article]) -> Sale:
    """A basket with its articles, in the year as it was moved."""
    items = [Item.of(articles[sold.product_id], sold) for sold in basket.lines]
    placed = basket.at + plan.shift
    return Sale(
        basket,
        items,
        _times(placed, basket.basket_id),
        Family(placed, SOURCE, "basket", basket.basket_id),
        total_minor=sum(item.paid_minor for item in items),
        discount_minor=sum(item.discount_minor for item in items),
        units=sum(item.quantity for item in items),
    )


def _times(placed: datetime, basket_id: int) -> Times:
    draw, times = chance("times", basket_id), [placed]
    for least, most in STEPS:
        draw, share = draw >> BITS_PER_STEP, draw % (1 << BITS_PER_STEP)
        seconds = least + (most - least) * share // (1 << BITS_PER_STEP)
        times.append(times[-1] + timedelta(seconds=seconds))
    return Times(*times)
