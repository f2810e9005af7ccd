"""What conditions ask, read of many orders at once."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from domain.automation.conditions import Facts
from domain.automation.fields import NONE
from domain.automation.vocabulary import AutomationField as Field
from domain.fulfillment.routing.geography import province
from domain.orders.models import balance_due_minor
from domain.orders.snapshots import region_of
from domain.shared import sql
from domain.shared.money import Money
from domain.shared.sealing import CannotOpen

ORDERS_COUNTED_MAX = 1000  # of one customer; whoever has more has this many
ASKED = f"""
SELECT o.id, o.currency, o.subtotal_minor, o.discount_minor, o.shipping_minor, o.total_minor,
    o.captured_minor, o.refunded_minor, o.return_credit_minor, o.status, o.payment_status,
    o.fulfillment_status, o.return_status, o.hold_reason, o.shipping_method_name,
    o.shipping_address, o.customer_id, channel.code AS channel,
    o.assignee_id IS NOT NULL AS is_assigned, o.gift_message IS NOT NULL AS is_gift,
    line.lines, line.units, line.skus,
    ARRAY(SELECT tag.name FROM order_tagging JOIN order_tag tag ON tag.id = order_tagging.tag_id
        WHERE order_tagging.order_id = o.id) AS tags,
    ARRAY(SELECT own.code FROM customer_group_member member
        JOIN customer_group own ON own.id = member.group_id
        WHERE member.customer_id = o.customer_id) AS customer_groups,
    (SELECT count(*) FROM (SELECT 1 FROM sales_order before
        WHERE before.customer_id = o.customer_id AND before.placed_at < o.placed_at
        AND before.status NOT IN ('canceled', 'expired') LIMIT {ORDERS_COUNTED_MAX}) AS few
    ) AS customer_orders
FROM sales_order o JOIN sales_channel channel ON channel.id = o.channel_id
CROSS JOIN LATERAL (SELECT count(*) AS lines, coalesce(sum(quantity - canceled), 0) AS units,
    coalesce(array_agg(sku), '{{}}') AS skus FROM order_line WHERE order_id = o.id
    AND quantity > canceled) AS line
WHERE o.id = ANY($1)
"""
OF_THE_PLACE = {Field.COUNTRY, Field.REGION}


async def facts_of(order_ids: Collection[UUID], asked: Collection[Field]) -> dict[UUID, Facts]:
    """What can be asked of these orders, as they are now: one statement. Addresses are opened only
    where one of the fields `asked` is of the place.
    """
    with_place = not OF_THE_PLACE.isdisjoint(asked)
    rows = await sql.rows(ASKED, sorted(set(order_ids)))
    return {row["id"]: _facts(row, with_place=with_place) for row in rows}


def _facts(row: Mapping[str, Any], *, with_place: bool) -> Facts:
    currency = row["currency"]
    country, region = _place(row) if with_place else ("", "")
    owed = row["total_minor"] - row["return_credit_minor"]
    balance = balance_due_minor(row["status"], owed, row["captured_minor"], row["refunded_minor"])
    return {
        Field.TOTAL: Money(row["total_minor"], currency),
        Field.SUBTOTAL: Money(row["subtotal_minor"], currency),
        Field.DISCOUNT: Money(row["discount_minor"], currency),
        Field.SHIPPING: Money(row["shipping_minor"], currency),
        Field.BALANCE_DUE: Money(balance, currency),
        Field.CURRENCY: currency,
        Field.STATUS: row["status"].upper(),
        Field.PAYMENT_STATUS: row["payment_status"].upper(),
        Field.FULFILLMENT_STATUS: row["fulfillment_status"].upper(),
        Field.RETURN_STATUS: row["return_status"].upper(),
        Field.HOLD_REASON: (row["hold_reason"] or NONE).upper(),
        Field.CHANNEL: row["channel"],
        Field.COUNTRY: country,
        Field.REGION: region,
        Field.SHIPPING_METHOD: row["shipping_method_name"],
        Field.TAGS: frozenset(row["tags"]),
        Field.SKUS: frozenset(row["skus"]),
        Field.UNITS: int(row["units"]),
        Field.LINES: row["lines"],
        Field.IS_ASSIGNED: row["is_assigned"],
        Field.IS_GIFT: row["is_gift"],
        Field.HAS_CUSTOMER: row["customer_id"] is not None,
        Field.CUSTOMER_ORDERS: row["customer_orders"],
        Field.CUSTOMER_GROUPS: frozenset(row["customer_groups"]),
    }


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    """Country and region; of an address that nobody can open any more, neither is known."""
    try:
        country, region, city = region_of(row["id"], row["shipping_address"])
    except CannotOpen:
        return "", ""
    return country, province(region, city)
