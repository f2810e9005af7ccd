"""Terms as rows keep them, and back: the kind of each beside its fields."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.promotions import terms
from domain.promotions.cart import Promotion
from domain.promotions.models import PromotionRow
from domain.promotions.terms import Condition, Effect

CONDITIONS: Mapping[str, type] = {
    "subtotal_at_least": terms.SubtotalAtLeast,
    "units_at_least": terms.UnitsAtLeast,
    "customer_in": terms.CustomerIn,
    "member_of": terms.MemberOf,
    "channel_in": terms.ChannelIn,
    "nth_order": terms.NthOrder,
}
EFFECTS: Mapping[str, type] = {
    "percent_off": terms.PercentOff,
    "amount_off": terms.AmountOff,
    "fixed_price": terms.FixedPrice,
    "tiered_off": terms.TieredOff,
    "gift": terms.GiftOf,
    "buy_get": terms.BuyGet,
    "bundle_price": terms.BundlePrice,
    "free_shipping": terms.FreeShipping,
}
KIND = {kind: name for name, kind in {**CONDITIONS, **EFFECTS}.items()}


def written(parts: Sequence[Condition | Effect]) -> list[dict[str, Any]]:
    """Conditions or effects as JSON. What is a set is sorted: equal terms are equal rows."""
    text = msgspec.json.encode(
        [
            {"type": KIND[type(part)], **msgspec.to_builtins(part, order="deterministic")}
            for part in parts
        ]
    )
    found: list[dict[str, Any]] = msgspec.json.decode(text)
    return found


def read_conditions(rows: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Conditions out of a row."""
    return tuple(_read(row, CONDITIONS) for row in rows)


def read_effects(rows: Sequence[Mapping[str, Any]]) -> tuple[Effect, ...]:
    """Effects out of a row."""
    return tuple(_read(row, EFFECTS) for row in rows)


def promotion_of(row: PromotionRow) -> Promotion:
    """A promotion as it is evaluated."""
    return Promotion(
        row.id,
        row.name,
        row.created_at,
        read_effects(row.effects),
        read_conditions(row.conditions),
        row.priority,
        row.stacking,
        row.exclusion_group,
        row.needs_coupon,
        row.starts_at,
        row.ends_at,
        row.margin_basis_points,
    )


def _read(row: Mapping[str, Any], kinds: Mapping[str, type]) -> Any:
    fields = {name: value for name, value in row.items() if name != "type"}
    return msgspec.convert(fields, kinds[row["type"]])
