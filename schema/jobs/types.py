"""Jobs and what became of each order in them, as clients see them."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.jobs import models, queries
from domain.jobs.states import JOB, ItemStatus, JobAction, JobKind, JobStatus
from domain.orders import queries as orders
from domain.processes.export_orders import Exported, address_of, fetched_until
from schema.orders.types import Order
from schema.shared.codes import ErrorCode
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import GraphContext, Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.sentences import told_sentence

WHOLE = 100  # percent

describe(
    JobKind,
    "What is done to each order of a job.",
    ORDER_TAG="It carries words from then on, or no longer does.",
    ORDER_CANCEL="It is canceled, with its work and its money.",
    ORDER_CREATE="It is placed.",
    ORDER_EXPORT="It becomes a row of a file.",
)
describe(
    JobStatus,
    "How far a job has come.",
    QUEUED="It waits for its turn.",
    RUNNING="It is gone through.",
    COMPLETED="Each order was done, or refused with a reason.",
    CANCELED="Somebody stopped it; what was done by then stays.",
    FAILED="Several workers died at the same place, or whoever asked for a file may not read orders"
    " any more; what was done by then stays.",
)
describe(
    JobAction,
    "What moves a job.",
    BEGIN="A worker takes it up.",
    COMPLETE="It comes to its end.",
    CANCEL="Somebody stops it.",
    FAIL="It cannot go on.",
)
describe(
    ItemStatus,
    "What became of one order of a job.",
    PENDING="Nothing yet.",
    DONE="What was asked.",
    REFUSED="Nothing; its code says why.",
)


@strawberry.type(description="One order of a job.")
class JobItem(Backed[models.JobItem]):
    """What became of it."""

    position: int = column("Its place in what was asked, from 0.")
    status: ItemStatus = column("What became of it.")
    settled_at: datetime | None = column("When that was.")
    reference: str | None = column("What the asker calls an order that is to be placed.")
    field: list[str] | None = column("Where in that order it was wrong, if it was refused for it.")

    @strawberry.field(description="Why it was refused, where it was: the stable reason.")
    def code(self) -> ErrorCode | None:
        return code_of(self.row.code)

    @strawberry.field(description="The same as a sentence to show, in the asker's language.")
    def message(self, info: Info) -> str | None:
        return told(self.row.code, self.row.message, self.row.facts, info.context.domain.locale)

    @strawberry.field(
        description="The order; none where there is none that you may see, or not yet."
    )
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.subject_id))


@strawberry.type(description="Where the file that a job wrote is fetched.")
class JobDownload:
    """A way out."""

    url: str = strawberry.field(
        description="Where from, from the root of this host, as whoever asked for it."
    )
    expires_at: datetime = strawberry.field(description="Until when.")


@strawberry.type(description="The same done to many orders, and how far it is.")
class Job(Node, Backed[models.Job]):
    """A job."""

    kind: JobKind = column("What is done to each.")
    status: JobStatus = column("How far it has come.")
    items_total: int = column("How many orders it has.")
    items_done: int = column("How many are done, as of the last 25.")
    items_refused: int = column("How many were refused, as of the last 25.")
    version: int = column("Raised by one with every step, and after every 25 orders.")
    created_at: datetime = column("When somebody asked for it.")
    updated_at: datetime = column("When it last came further.")

    @strawberry.field(description="How much of it is settled, 0 to 100.")
    def percent_done(self) -> int:
        return percent(self.row.items_done, self.row.items_refused, self.row.items_total)

    @strawberry.field(description="What can be done with it now, by somebody or by the worker.")
    def available_actions(self) -> list[JobAction]:
        return JOB.actions(self.row.status)

    @strawberry.field(
        description="The file that it wrote, for whoever asked for it; null for others, before the"
        " job is completed, and a day later."
    )
    def download(self, info: Info) -> JobDownload | None:
        return download(info.context, self.row)

    @strawberry.field(description="Its orders, in the order of the asking; a file has none.")
    async def items(
        self,
        info: Info,
        status: Annotated[
            ItemStatus | None, strawberry.argument(description="Only of which this became.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[JobItem]:
        key, part, of = row_key(self), window(first, after, last, before), queries.ITEMS[status]
        page = await info.context.page(of.pages, key, part, queries.BY_POSITION)
        return connect(page, JobItem.of, lambda: info.context.count(of.counts, key))


def download(context: GraphContext, row: models.Job | Exported) -> JobDownload | None:
    """The file of a job, for whoever asked for it."""
    url, until = address_of(context.domain, row, context.secret), fetched_until(row)
    return JobDownload(url=url, expires_at=until) if url and until else None


def percent(done: int, refused: int, total: int) -> int:
    """How much of the whole, rounded down."""
    return (done + refused) * WHOLE // total if total else WHOLE


def code_of(code: str | None) -> ErrorCode | None:
    """Why an order was refused; what is told of whole requests only is a refusal like others."""
    return None if code is None else ErrorCode.__members__.get(code, ErrorCode.REFUSED)


def told(
    code: str | None, message: str | None, facts: dict[str, object] | None, locale: str
) -> str | None:
    """Why an order was refused, in a language; nothing where it was not."""
    if code is None or message is None:
        return None
    return told_sentence(code, message, facts or {}, locale)
