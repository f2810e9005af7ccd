"""For every refusal that a mutation declares, a situation in which it must be given: a table."""

from collections.abc import Awaitable, Callable

from domain.catalog.errors import CategoryTooDeep, ProductHasNoPrice
from domain.customers.add_address import ADDRESSES_MAX
from domain.customers.cards import Card, sealed_address
from domain.customers.errors import OrdersUnderWay, TooManyAddresses
from domain.customers.models import Address, Customer
from domain.finance.errors import PaymentExceedsBalance, RefundExceedsCaptured
from domain.fulfillment.errors import (
    NotPacked,
    PickingAlreadyStarted,
    ProgressOutOfOrder,
    TooManyUnits,
)
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.errors import (
    LastAdministrator,
    NotForMachines,
    RefreshTokenInvalid,
    ResetTokenInvalid,
    RoleInUse,
    RoleIsFixed,
    ScopesNotHeld,
    TooManyAttempts,
    WrongCredentials,
)
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.inventory.models import StockReservation
from domain.inventory.states import ReservationStatus
from domain.orders.errors import (
    OrderAlreadyShipped,
    OrderNotConfirmed,
    OrderNotPayable,
    UnitsDoNotAddUp,
)
from domain.orders.models import Order, OrderLine
from domain.orders.states import HoldReason, OrderStatus
from domain.processes.hold_order import hold_order
from domain.shared.errors import AlreadyTaken, DomainError
from domain.shared.ids import new_id
from domain.shared.money import WrongCurrency
from tests.schema.inputs import INPUTS
from tests.schema.shapes import replaced
from tests.schema.stage import OWNERS_HOME, Input, Stage, gid

Situation = Callable[[Stage], Awaitable[Input]]


def but(mutation: str, **fields: object) -> Situation:
    """The mutation's usual input but for some fields; a path is written `price__amount`."""

    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        for path, value in fields.items():
            input = replaced(input, tuple(path.split("__")), value)
        return input

    return make


async def no_price(stage: Stage) -> Input:
    return {"id": gid(await stage.shop.product(published=False))}


async def known_sku(stage: Stage) -> Input:
    known = await stage.shop.variant()
    return {**await INPUTS["variantAdd"](stage), "sku": known.sku}


async def five_levels(stage: Stage) -> Input:
    category = await stage.shop.category()
    for _ in range(4):
        category = await stage.shop.category(parent=category)
    return {"name": "Deeper", "parentId": gid(category)}


def known_email(mutation: str) -> Situation:
    async def make(stage: Stage) -> Input:
        other = await stage.shop.customer()
        assert isinstance(other, Customer)
        return {**await INPUTS[mutation](stage), "email": Card.of(other).email}

    return make


async def full_card(stage: Stage) -> Input:
    await Address.bulk_create(
        Address(
            id=key,
            customer=stage.owner,
            **sealed_address(key, OWNERS_HOME),
            country="GB",
            created_at=stage.shop.now,
        )
        for key in (new_id() for _ in range(ADDRESSES_MAX))
    )
    return await INPUTS["customerAddressAdd"](stage)


async def while_an_order_is_open(stage: Stage) -> Input:
    await stage.order()
    return {"id": gid(stage.owner)}


async def known_reference(stage: Stage) -> Input:
    await stage.shop.capture((await stage.order()).id, reference="slip 7")
    return {**await INPUTS["paymentCapture"](stage), "method": "MANUAL", "reference": "slip 7"}


async def ended_order(stage: Stage) -> Input:
    order = await stage.order(OrderStatus.CANCELED)
    return {**await INPUTS["paymentCapture"](stage), "orderId": gid(order)}


async def unpacked(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    return {"fulfillmentOrderId": gid(work), "idempotencyKey": "parcel-1"}


async def packed_for_a_held_order(stage: Stage) -> Input:
    work = await stage.packed()
    await hold_order(stage.shop.ctx, work.order_id, reason=HoldReason.FRAUD)
    return {"fulfillmentOrderId": gid(work), "idempotencyKey": "parcel-1"}


async def too_many_units(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentCreate"](stage)
    return replaced(input, ("lines", 0, "quantity"), 3)


def miscounted(mutation: str, **counters: int) -> Situation:
    """Somebody wrote into the order's lines by hand."""

    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await OrderLine.all().update(**counters)
        return input

    return make


async def delivered_news_of_a_miscounted_order(stage: Stage) -> Input:
    return {**await miscounted("trackingEventReport", delivered=2)(stage), "status": "DELIVERED"}


async def known_waybill(stage: Stage) -> Input:
    other = await stage.parcel(FulfillmentStatus.SHIPPED)
    return {**await INPUTS["fulfillmentShip"](stage), "waybillNumber": other.waybill_number}


async def stock_let_go(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentShip"](stage)
    await StockReservation.all().update(status=ReservationStatus.RELEASED)
    return input


async def parcel_of_a_held_order(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.LABEL_PURCHASED)
    await hold_order(stage.shop.ctx, parcel.order_id, reason=HoldReason.FRAUD)
    return {"id": gid(await Fulfillment.get(id=parcel.id))}


async def too_few_on_the_shelf(stage: Stage) -> Input:
    return replaced(await INPUTS["orderCreate"](stage), ("lines", 0, "quantity"), 11)


async def somebody_elses_cart(stage: Stage) -> Input:
    input = await INPUTS["orderCreate"](stage)
    other = await stage.order()
    await Order.filter(id=other.id).update(external_id=input["externalId"], customer_id=None)
    return input


async def shipped_order(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.SHIPPED)
    return {"id": gid(await Order.get(id=parcel.order_id)), "reason": "CUSTOMER"}


async def order_in_the_works(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    return {"id": gid(await Order.get(id=work.order_id)), "reason": "CUSTOMER"}


SITUATIONS: dict[tuple[str, type[DomainError]], Situation] = {
    ("productPublish", ProductHasNoPrice): no_price,
    ("variantAdd", AlreadyTaken): known_sku,
    ("priceSet", WrongCurrency): but("priceSet", price__currencyCode="XXX"),
    ("categoryCreate", CategoryTooDeep): five_levels,
    ("customerCreate", AlreadyTaken): known_email("customerCreate"),
    ("customerUpdate", AlreadyTaken): known_email("customerUpdate"),
    ("customerAddressAdd", TooManyAddresses): full_card,
    ("customerAnonymize", OrdersUnderWay): while_an_order_is_open,
    ("paymentCapture", AlreadyTaken): known_reference,
    ("paymentCapture", OrderNotPayable): ended_order,
    ("paymentCapture", PaymentExceedsBalance): but("paymentCapture", amount__amount="25.01"),
    ("paymentCapture", WrongCurrency): but("paymentCapture", amount__currencyCode="EUR"),
    ("refundCreate", RefundExceedsCaptured): but("refundCreate", amount__amount="25.01"),
    ("refundCreate", WrongCurrency): but("refundCreate", amount__currencyCode="EUR"),
    ("carrierCreate", AlreadyTaken): but("carrierCreate", code="swift"),
    ("fulfillmentOrderReportProgress", ProgressOutOfOrder): but(
        "fulfillmentOrderReportProgress", progress="PACKED"
    ),
    ("fulfillmentCreate", NotPacked): unpacked,
    ("fulfillmentCreate", OrderNotConfirmed): packed_for_a_held_order,
    ("fulfillmentCreate", TooManyUnits): too_many_units,
    ("fulfillmentCreate", UnitsDoNotAddUp): miscounted("fulfillmentCreate", allocated=0),
    ("fulfillmentShip", AlreadyTaken): known_waybill,
    ("fulfillmentShip", NotAllocated): stock_let_go,
    ("fulfillmentShip", OrderNotConfirmed): parcel_of_a_held_order,
    ("fulfillmentShip", UnitsDoNotAddUp): miscounted("fulfillmentShip", fulfilled=0),
    ("fulfillmentMarkDelivered", UnitsDoNotAddUp): miscounted(
        "fulfillmentMarkDelivered", delivered=2
    ),
    ("trackingEventReport", UnitsDoNotAddUp): delivered_news_of_a_miscounted_order,
    ("warehouseCreate", AlreadyTaken): but("warehouseCreate", code="main"),
    ("inventoryAdjust", InsufficientStock): but("inventoryAdjust", delta=-11),
    ("channelCreate", AlreadyTaken): but("channelCreate", code="web"),
    ("channelCreate", WrongCurrency): but("channelCreate", currency="XXX"),
    ("orderCreate", AlreadyTaken): somebody_elses_cart,
    ("orderCreate", InsufficientStock): too_few_on_the_shelf,
    ("orderCreate", WrongCurrency): but("orderCreate", currency="XXX"),
    ("orderCancel", OrderAlreadyShipped): shipped_order,
    ("orderCancel", PickingAlreadyStarted): order_in_the_works,
}

# Only two at once get there: tests/domain/fulfillment/test_purchase_label.py.
ONLY_IN_A_RACE = {("waybillCreate", AlreadyTaken)}
# Refusals at the door and of roles, which tests of their own show: many need another asker.
ROLES = "tests/domain/identity/test_edit_roles.py"
RESETTING = "tests/domain/processes/test_reset_password.py"
SIGNING_IN = "tests/domain/processes/test_sign_in.py"
OWN_EMAIL = "tests/domain/customers/test_own_email.py"
SHOWN_ELSEWHERE: dict[tuple[str, type[DomainError]], str] = {
    ("apiTokenCreate", ScopesNotHeld): "tests/domain/identity/test_changing_staff.py",
    ("apiTokenCreate", NotForMachines): "tests/domain/identity/test_api_tokens.py",
    ("customerUpdate", TooManyAttempts): OWN_EMAIL,
    ("customerUpdate", WrongCredentials): OWN_EMAIL,
    ("passwordChange", TooManyAttempts): "tests/domain/processes/test_one_account.py",
    ("passwordChange", WrongCredentials): "tests/domain/processes/test_one_account.py",
    ("passwordReset", ResetTokenInvalid): RESETTING,
    ("passwordReset", TooManyAttempts): RESETTING,
    ("passwordResetRequest", TooManyAttempts): RESETTING,
    ("roleCreate", AlreadyTaken): ROLES,
    ("roleCreate", ScopesNotHeld): ROLES,
    ("roleDelete", RoleInUse): ROLES,
    ("roleDelete", RoleIsFixed): ROLES,
    ("roleUpdate", LastAdministrator): ROLES,
    ("roleUpdate", RoleIsFixed): ROLES,
    ("roleUpdate", ScopesNotHeld): ROLES,
    ("sessionCreate", TooManyAttempts): SIGNING_IN,
    ("sessionCreate", WrongCredentials): SIGNING_IN,
    ("sessionRefresh", RefreshTokenInvalid): "tests/domain/processes/test_refresh_session.py",
    ("staffMemberDeactivate", LastAdministrator): ROLES,
    ("staffMemberDeactivate", ScopesNotHeld): ROLES,
    ("staffMemberReactivate", ScopesNotHeld): "tests/domain/identity/test_changing_staff.py",
    ("staffMemberSetRoles", LastAdministrator): ROLES,
    ("staffMemberSetRoles", ScopesNotHeld): ROLES,
}
# Refused to the customer; whoever may write orders gets the order that is known.
ASKED_BY_THE_CUSTOMER = {("orderCreate", AlreadyTaken)}
