"""Baskets as orders of long ago: paid, packed, delivered and completed."""

from api.importing.completejourney.customers import customer_id, written_on_parcels
from api.importing.completejourney.plan import ACTOR, SOURCE, Plan
from api.importing.completejourney.products import CURRENCY
from api.importing.completejourney.sales import Of, Sale
from api.importing.portions import Portion
from api.importing.premises import FLEET
from api.importing.rows import (
    FulfillmentLineRow,
    FulfillmentOrderLineRow,
    FulfillmentOrderRow,
    FulfillmentRow,
    OrderLineRow,
    OrderRow,
    PaymentRow,
    PaymentTransactionRow,
    TrackingEventRow,
)
from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.orders.snapshots import sealed_snapshot
from domain.orders.states import OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus

# As many facts as history.py tells of each. A free order has one fewer: nobody paid.
ORDER_FACTS = 6
WORK_FACTS = 5
PARCEL_FACTS = 4


def add_sale(portion: Portion, plan: Plan, sale: Sale) -> None:
    """An order with everything that belongs to it."""
    _add_order(portion, plan, sale)
    if sale.is_paid:
        _add_payment(portion, sale)
    _add_work(portion, plan, sale)
    _add_parcel(portion, plan, sale)
    _add_lines(portion, sale)


def _add_order(portion: Portion, plan: Plan, sale: Sale) -> None:
    times, order_id, household = sale.times, sale.id(Of.ORDER), sale.basket.household_id
    portion.add(
        OrderRow(
            id=order_id,
            number=f"CJ-{sale.basket.basket_id}",
            version=ORDER_FACTS - (not sale.is_paid),
            channel_id=plan.premises.channels[SOURCE],
            external_id=str(sale.basket.basket_id),
            customer_id=customer_id(plan, household),
            status=OrderStatus.COMPLETED,
            held_from=None,
            hold_reason=None,
            cancel_reason=None,
            payment_status=OrderPaymentStatus.PAID,
            fulfillment_status=OrderFulfillmentStatus.DELIVERED,
            currency=CURRENCY,
            subtotal_minor=sale.total_minor + sale.discount_minor,
            discount_minor=sale.discount_minor,
            shipping_minor=0,
            total_minor=sale.total_minor,
            captured_minor=sale.total_minor,
            refunded_minor=0,
            shipping_address=sealed_snapshot(order_id, written_on_parcels(plan, household)),
            note="",
            placed_at=times.placed,
            confirmed_at=times.confirmed,
            canceled_at=None,
            completed_at=times.delivered,
            expires_at=None,
            updated_at=times.delivered,
        )
    )


def _add_payment(portion: Portion, sale: Sale) -> None:
    payment_id, paid = sale.id(Of.PAYMENT), sale.times.paid
    portion.add(
        PaymentRow(
            id=payment_id,
            version=1,
            order_id=sale.id(Of.ORDER),
            method=PaymentMethod.MANUAL,
            currency=CURRENCY,
            captured_minor=sale.total_minor,
            refunded_minor=0,
            status=PaymentStatus.CAPTURED,
            created_at=paid,
            updated_at=paid,
        )
    )
    portion.add(
        PaymentTransactionRow(
            id=sale.id(Of.TRANSACTION),
            payment_id=payment_id,
            type=TransactionType.CAPTURE,
            state=TransactionState.SUCCEEDED,
            amount_minor=sale.total_minor,
            provider=SOURCE,
            provider_reference=str(sale.basket.basket_id),
            actor=ACTOR,
            occurred_at=paid,
        )
    )


def _add_work(portion: Portion, plan: Plan, sale: Sale) -> None:
    times = sale.times
    portion.add(
        FulfillmentOrderRow(
            id=sale.id(Of.WORK),
            version=WORK_FACTS,
            order_id=sale.id(Of.ORDER),
            warehouse_id=plan.premises.warehouses[sale.region],
            status=FulfillmentOrderStatus.CLOSED,
            held_from=None,
            progress=FulfillmentProgress.PACKED,
            created_at=times.confirmed,
            picking_started_at=times.picking,
            picked_at=times.picked,
            packed_at=times.packed,
            closed_at=times.shipped,
            updated_at=times.shipped,
        )
    )


def _add_parcel(portion: Portion, plan: Plan, sale: Sale) -> None:
    parcel_id, times = sale.id(Of.PARCEL), sale.times
    portion.add(
        FulfillmentRow(
            id=parcel_id,
            version=PARCEL_FACTS,
            fulfillment_order_id=sale.id(Of.WORK),
            order_id=sale.id(Of.ORDER),
            status=FulfillmentStatus.DELIVERED,
            tracking_status=TrackingStatus.DELIVERED,
            tracking_substatus=None,
            tracking_at=times.delivered,
            carrier_id=plan.premises.carriers[FLEET],
            waybill_number=f"CJ-{sale.basket.basket_id}",
            created_at=times.shipped,
            shipped_at=times.shipped,
            delivered_at=times.delivered,
            updated_at=times.delivered,
        )
    )
    portion.add(
        TrackingEventRow(
            id=sale.id(Of.TRACKING),
            fulfillment_id=parcel_id,
            status=TrackingStatus.DELIVERED,
            substatus=None,
            location="",
            description="Delivered",
            carrier_code=TrackingStatus.DELIVERED,
            source=SOURCE,
            occurred_at=times.delivered,
            received_at=times.delivered,
        )
    )


def _add_lines(portion: Portion, sale: Sale) -> None:
    order_id, work_id, parcel_id = sale.id(Of.ORDER), sale.id(Of.WORK), sale.id(Of.PARCEL)
    for position, item in enumerate(sale.items):
        line_id, quantity = sale.id(Of.LINE, position), item.quantity
        portion.add(
            OrderLineRow(
                id=line_id,
                order_id=order_id,
                position=position,
                variant_id=item.article.variant_id(),
                sku=item.article.sku(),
                name=item.article.line_name,
                quantity=quantity,
                unit_price_minor=item.unit_price_minor,
                discount_minor=item.discount_minor,
                total_minor=item.paid_minor,
                allocated=quantity,
                fulfilled=quantity,
                shipped=quantity,
                delivered=quantity,
                canceled=0,
            )
        )
        portion.add(
            FulfillmentOrderLineRow(sale.id(Of.WORK_LINE, position), work_id, line_id, quantity)
        )
        portion.add(
            FulfillmentLineRow(sale.id(Of.PARCEL_LINE, position), parcel_id, line_id, quantity)
        )
