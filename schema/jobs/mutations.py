"""Asking for the same to be done to many orders, and stopping that."""

import strawberry

from domain.jobs.cancel_job import cancel_job
from domain.jobs.limits import ITEMS_MAX
from domain.orders.states import CancelReason
from domain.processes.bulk_orders import bulk_cancel_orders, bulk_tag_orders
from domain.shared import inputs
from schema.jobs.types import Job
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import KEY_DESCRIPTION, Input, Payload, changed, mutation, optional

ORDERS = "From 1 to 1,000 orders. One that is named twice is done once."


@strawberry.input(description="Orders that shall carry words.")
class OrderBulkTagInput:
    """Which, and what."""

    ids: list[strawberry.ID] = strawberry.field(description=ORDERS)
    tags: list[str] = strawberry.field(description="The words, each at most 40 characters.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="Orders to cancel.")
class OrderBulkCancelInput:
    """Which, and why."""

    ids: list[strawberry.ID] = strawberry.field(description=ORDERS)
    reason: CancelReason = strawberry.field(description="Why.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A job to stop.")
class JobCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which.")


@strawberry.type(description="The job as it is now.")
class JobPayload(Payload):
    """What came of it."""

    job: Job | None = changed("The job.")


@strawberry.type(description="The same for many orders. All need orders:write.")
class JobMutations:
    """Asked for here, done by the worker."""

    @mutation("Let many orders carry words. The job says what became of each. Needs orders:write.")
    async def order_bulk_tag(self, info: Info, input: Input[OrderBulkTagInput]) -> JobPayload:
        job = await bulk_tag_orders(
            info.context.domain,
            [key_of("Order", one) for one in inputs.items(input.ids, "ids", most=ITEMS_MAX)],
            tags=input.tags,
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

    @mutation("Stop a job between two orders. What was done by then stays. Needs orders:write.")
    async def job_cancel(self, info: Info, input: Input[JobCancelInput]) -> JobPayload:
        job = await cancel_job(info.context.domain, key_of("Job", input.id))
        return JobPayload(job=Job.of(job))
