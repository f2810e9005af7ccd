"""What an edited order owes of taxes: what stays as it was keeps its taxes to the last cent.

A line whose amount changes is taxed anew, at the rates that it was taxed at when it was ordered: a
price that is changed after the supply takes its tax along (Directive 2006/112/EC, article 90). What
comes along, another charge for sending, and an order that goes to another place are taxed at the
rates of the moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.channels.models import SalesChannel
from domain.orders.editing.changes import Draft
from domain.orders.models import Order, OrderLine, OrderTaxLine
from domain.orders.snapshots import region_of
from domain.shared.context import Context
from domain.shipping.models import ShippingMethod
from domain.taxes.arithmetic import Rate, TaxLine, taxes_of
from domain.taxes.in_force import Place, TaxRules, current_taxes
from domain.taxes.queries import assigned_classes

Key = UUID | None  # a line, or sending


@dataclass(frozen=True, slots=True)
class EditTaxes:
    """By line, and by None for sending: the taxes as they are written, and the rates for what will
    cost otherwise. `is_included` is None where nothing is owed. `is_moved` says that the order goes
    to another place, so that nothing stays; `is_otherwise` that the channel's prices contain the
    tax now and did not then, or the other way round, so that they cannot stand in one order.
    """

    is_included: bool | None = None
    written: Mapping[Key, Sequence[TaxLine]] = field(default_factory=dict)
    rates: Mapping[Key, Sequence[Rate]] = field(default_factory=dict)
    is_moved: bool = False
    is_otherwise: bool = False

    def before(self, key: Key) -> Sequence[TaxLine]:
        """The taxes as they are."""
        return self.written.get(key, ())

    def after(self, key: Key, amount_minor: int, *, is_changed: bool) -> Sequence[TaxLine]:
        """The taxes of an amount of the edited order."""
        if not is_changed and not self.is_moved:
            return self.before(key)
        if self.is_included is None:
            return ()
        return taxes_of(amount_minor, self.rates.get(key, ()), is_included=self.is_included)


NO_TAXES = EditTaxes()


async def edit_taxes(
    ctx: Context,
    order: Order,
    lines: Sequence[OrderLine],
    draft: Draft,
    address: str | None,
    *,
    held: bool,
) -> EditTaxes:
    """What the taxes of an edited order are worked out from; `address` is where it shall go
    instead, sealed for it. Held, no rate changes until the caller's transaction ends.
    """
    written = await _written(order)
    kept = {key: [Rate(one.name, one.rate_ppm) for one in each] for key, each in written.items()}
    is_sent_otherwise = draft.shipping_minor not in {None, order.shipping_minor}
    if draft.is_final or not (draft.added or is_sent_otherwise or address):
        return EditTaxes(order.prices_include_tax, written, kept)
    rules = await _rules(held=held)
    if not rules.rates and order.prices_include_tax is None:
        return NO_TAXES
    channel = (await SalesChannel.get(id=order.channel_id)).code
    was_at, place = (
        rules.place_of(channel, _place(order.id, sealed))
        for sealed in (order.shipping_address, address or order.shipping_address)
    )
    is_moved = place != was_at
    new: dict[Key, UUID] = {one.line_id: one.variant_id for one in draft.added}
    if is_moved:
        new |= {line.id: line.variant_id for line in lines}
    applies = rules.may_apply(ctx.now, channel, place.country if place else None)
    then, now = order.prices_include_tax, rules.is_included(channel) if applies else None
    today: dict[Key, Sequence[Rate]] = {}
    if applies and place is not None:
        classes: dict[Key, UUID | None] = await _classes(new)
        if is_moved or is_sent_otherwise:
            classes[None] = await _class_of_sending(order)
        for key, of in classes.items():
            today[key] = rules.rates_at(ctx.now, place, of or rules.default_class)
    old = {} if is_moved else kept
    if is_sent_otherwise:
        old.pop(None, None)
    return EditTaxes(
        now if is_moved or then is None else then,
        written,
        old | today,
        is_moved,
        is_otherwise=bool(new) and None not in {then, now} and then is not now,
    )


async def _written(order: Order) -> dict[Key, list[TaxLine]]:
    """What each line owes, and sending, as it stands in the books."""
    written: dict[Key, list[TaxLine]] = {}
    if order.prices_include_tax is not None:
        for row in await OrderTaxLine.filter(order_id=order.id).order_by("name", "rate_ppm", "id"):
            line = TaxLine(row.name, row.rate_ppm, row.base_minor, row.tax_minor)
            written.setdefault(row.order_line_id, []).append(line)
    return written


async def _classes(variants: Mapping[Key, UUID]) -> dict[Key, UUID | None]:
    found = await assigned_classes(set(variants.values())) if variants else {}
    return {key: found.get(variant_id) for key, variant_id in variants.items()}


async def _rules(*, held: bool) -> TaxRules:
    rules = await current_taxes()
    return await current_taxes(held=True) if held and rules.rates else rules


def _place(order_id: UUID, sealed: str | None) -> Place | None:
    country, region, _ = region_of(order_id, sealed)
    return Place.of(country, region) if country else None


async def _class_of_sending(order: Order) -> UUID | None:
    if order.shipping_method_id is None:
        return None
    return (await ShippingMethod.get(id=order.shipping_method_id)).tax_class_id
