"""The source's campaigns: to whom they went, which coupons they had, what those took off.

The source says which products a coupon is for, and who redeemed one on which day; not what it is
worth. That is found at the till: what was taken off a product of the coupon, of that household, on
that day. A coupon that cannot be traced so is worth what those of its campaign usually are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from api.importing.completejourney.source import path_to, table_of

Till = Mapping[tuple[int, date], Sequence[tuple[int, int]]]  # products, and cents off
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon of a campaign: cents off its products, and how often each household redeemed it."""

    upc: int
    products: tuple[int, ...]
    worth_minor: int
    is_traced: bool
    redeemed: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign, in the source's own time: from the first day until just before `ends_at`."""

    number: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    households: frozenset[int]
    offers: tuple[Offer, ...]


def read_campaigns() -> list[Campaign]:
    """All of them, by number."""
    products, redemptions = _products(), _redemptions()
    households = defaultdict(list)
    for row in table_of("campaigns").to_pylist():
        households[row["campaign_id"]].append(row["household_id"])
    till = _till()
    return [
        Campaign(
            row["campaign_id"],
            row["campaign_type"],
            _midnight(row["start_date"]),
            _midnight(row["end_date"]) + DAY,
            frozenset(households[row["campaign_id"]]),
            tuple(_offers(products[row["campaign_id"]], redemptions[row["campaign_id"]], till)),
        )
        for row in sorted(
            table_of("campaign_descriptions").to_pylist(), key=lambda row: row["campaign_id"]
        )
    ]


def _midnight(at: datetime) -> datetime:
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def _products() -> Mapping[int, Mapping[int, set[int]]]:
    """By campaign and coupon; some are there twice."""
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    table = table_of("coupons")
    columns = (table[name].to_pylist() for name in ("campaign_id", "coupon_upc", "product_id"))
    for campaign, upc, product in zip(*columns, strict=True):
        found[campaign][upc].add(product)
    return found


def _redemptions() -> Mapping[int, Mapping[int, list[tuple[int, date]]]]:
    """By campaign and coupon: who, and on which day."""
    found: dict[int, dict[int, list[tuple[int, date]]]] = defaultdict(lambda: defaultdict(list))
    for row in table_of("coupon_redemptions").to_pylist():
        on = row["redemption_date"].date()
        found[row["campaign_id"]][row["coupon_upc"]].append((row["household_id"], on))
    return found


def _till() -> Till:
    """What coupons took off at the till, by household and day."""
    columns = ["household_id", "product_id", "coupon_disc", "transaction_timestamp"]
    table = pq.read_table(path_to("transactions"), columns=columns)
    table = table.filter(pc.greater(table["coupon_disc"], pa.scalar(0.0)))
    cents = np.rint(table["coupon_disc"].to_numpy() * 100).astype(np.int64).tolist()
    days = table["transaction_timestamp"].to_numpy().astype("datetime64[D]").tolist()
    found: dict[tuple[int, date], list[tuple[int, int]]] = defaultdict(list)
    rows = zip(
        table["household_id"].to_pylist(), days, table["product_id"].to_pylist(), cents, strict=True
    )
    for household, day, product, off in rows:
        found[household, day].append((product, off))
    return found


def _offers(
    products: Mapping[int, set[int]], redeemed: Mapping[int, list[tuple[int, date]]], till: Till
) -> Iterator[Offer]:
    traced = {
        upc: [
            off
            for household, day in redeemed.get(upc, ())
            for product, off in till.get((household, day), ())
            if product in chosen
        ]
        for upc, chosen in products.items()
    }
    usual = median([off for each in traced.values() for off in each] or [USUAL_MINOR])
    for upc, chosen in sorted(products.items()):
        yield Offer(
            upc,
            tuple(sorted(chosen)),
            round(median(traced[upc] or [usual])),
            bool(traced[upc]),
            Counter(household for household, _ in redeemed.get(upc, ())),
        )


USUAL_MINOR = 100  # what most coupons of the source take off: a dollar
