"""Asking for the same to be done to many orders, and stopping that."""

from datetime import datetime

import strawberry

from domain.catalog.bulk.states import ImportFormat
from domain.jobs.cancel_job import cancel_job
from domain.jobs.limits import ITEMS_MAX, NEW_MAX
from domain.orders.states import (
    CancelReason,
    OrderStatus,
)
from domain.processes.bulk_orders import bulk_cancel_orders, bulk_create_orders, bulk_tag_orders
from domain.processes.export_orders import export_orders
from domain.shared import inputs
from schema.jobs.types import Job
from schema.orders.requests import OrderLineInput, ShippingAddressInput, requested
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import KEY_DESCRIPTION, Input, Payload, changed, mutation, optional
from schema.shared.scalars import CurrencyCode

ORDERS = "From 1 to 1,000 orders. One that is named twice is done once."


@strawberry.input(description="One of many orders to place, as orderCreate takes it.")
class OrderBulkItemInput:
    """An order to be."""

    external_id: str = strawberry.field(
        description="What the channel calls it, at most 64 characters: it is placed once."
    )
    channel: str = strawberry.field(description="The code of the channel it comes from.")
    currency: CurrencyCode = strawberry.field(description="The currency of its prices.")
    lines: list[OrderLineInput] = strawberry.field(description="What is ordered, 1 to 250 lines.")
    customer_id: strawberry.ID | None = optional("Whose order it is.")
    shipping_address: ShippingAddressInput | None = optional("Where it goes.")
    note: str = optional("What the customer wants to say.", default="")
    gift_message: str = optional(
        "What the card in the present says, at most 500 characters.", default=""
    )
    coupon_codes: list[str] = optional(
        "Coupons, at most 10. One that cannot be used refuses the order.", default=()
    )
    shipping_method_id: strawberry.ID | None = optional(
        "The way of sending it, as shippingQuotes offers it; nothing is charged if left out."
    )


@strawberry.input(description="Orders to place.")
class OrderBulkCreateInput:
    """Which."""

    orders: list[OrderBulkItemInput] = strawberry.field(
        description="From 1 to 250 orders, each with an external id of its own."
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="Orders that shall carry words, or no longer carry some.")
class OrderBulkTagInput:
    """Which, and what."""

    ids: list[strawberry.ID] = strawberry.field(description=ORDERS)
    tags: list[str] = optional("Words to carry, each at most 40 characters.", default=())
    remove: list[str] = optional("Words to carry no longer.", default=())
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="Orders to cancel.")
class OrderBulkCancelInput:
    """Which, and why."""

    ids: list[strawberry.ID] = strawberry.field(description=ORDERS)
    reason: CancelReason = strawberry.field(description="Why.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="Orders to write into a file.")
class OrderExportInput:
    """Which, and how."""

    format: ImportFormat = strawberry.field(description="How the rows are written.")
    statuses: list[OrderStatus] = optional("Only of these, if any is named.", default=())
    channel: str | None = optional("Only from this channel, by its code.")
    placed_from: datetime | None = optional("Only placed then or later.")
    placed_to: datetime | None = optional("Only placed then or earlier.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A job to stop.")
class JobCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which.")


@strawberry.type(description="The job as it is now.")
class JobPayload(Payload):
    """What came of it."""

    job: Job | None = changed("The job.")


@strawberry.type(description="The same for many orders.")
class JobMutations:
    """Asked for here, done by the worker."""

    @mutation(
        "Place many orders, each as orderCreate does and once. One that is refused says why at its"
        " item of the job and harms no other. Needs orders:write."
    )
    async def order_bulk_create(self, info: Info, input: Input[OrderBulkCreateInput]) -> JobPayload:
        asked = inputs.items(input.orders, "orders", most=NEW_MAX)
        job = await bulk_create_orders(
            info.context.domain,
            [requested(one, "orders", str(place)) for place, one in enumerate(asked)],
            idempotency_key=input.idempotency_key,
        )
        return JobPayload(job=Job.of(job))

    @mutation(
        "Let many orders carry words, or no longer carry some. The job says what became of each."
        " Needs orders:write."
    )
    async def order_bulk_tag(self, info: Info, input: Input[OrderBulkTagInput]) -> JobPayload:
        job = await bulk_tag_orders(
            info.context.domain,
            [key_of("Order", one) for one in inputs.items(input.ids, "ids", most=ITEMS_MAX)],
            tags=input.tags,
            remove=input.remove,
            idempotency_key=input.idempotency_key,
        )
        return JobPayload(job=Job.of(job))

    @mutation(
        "Cancel many orders, each as orderCancel does. The job says what became of each. Needs"
        " orders:write."
    )
    async def order_bulk_cancel(self, info: Info, input: Input[OrderBulkCancelInput]) -> JobPayload:
        job = await bulk_cancel_orders(
            info.context.domain,
            [key_of("Order", one) for one in inputs.items(input.ids, "ids", most=ITEMS_MAX)],
            reason=input.reason,
            idempotency_key=input.idempotency_key,
        )
        return JobPayload(job=Job.of(job))

    @mutation(
        "Write orders into a file, a row each, oldest first, without who ordered or where to. When"
        " the job is completed its `download` says where you fetch it. Needs orders:read."
    )
    async def order_export(self, info: Info, input: Input[OrderExportInput]) -> JobPayload:
        job = await export_orders(
            info.context.domain,
            format=input.format,
            statuses=input.statuses,
            channel=input.channel,
            placed_from=input.placed_from,
            placed_to=input.placed_to,
            idempotency_key=input.idempotency_key,
        )
        return JobPayload(job=Job.of(job))

    @mutation(
        "Stop a job between two orders. What was done by then stays. Needs orders:write; for a file"
        " of your own orders:read."
    )
    async def job_cancel(self, info: Info, input: Input[JobCancelInput]) -> JobPayload:
        job = await cancel_job(info.context.domain, key_of("Job", input.id))
        return JobPayload(job=Job.of(job))
