"""How each kind of data goes: what is old enough, as SQL, and the batch that takes it out.

`$1` is the instant before which something must lie. What must stay is in the conditions, not in
code beside them, so that the count of a preview and the removal cannot differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from domain.customers.errors import OrdersUnderWay
from domain.processes.erase_customer import erase_customer
from domain.retention.rules import RetentionKind
from domain.shared import sql
from domain.shared.context import Context

NIL: Final = UUID(int=0)  # before every key
ROWS: Final = 5_000  # in one transaction
SESSIONS: Final = 500  # each has a refresh token for every quarter of an hour it was used
JOBS: Final = 50  # each has an item for up to 1,000 orders
CUSTOMERS: Final = 20  # each is dozens of statements


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction took out, where the next goes on, and whether none is left."""

    removed: int
    position: UUID | None
    is_last: bool


class Removal(Protocol):
    """A way to take out what is old enough."""

    async def count(self, until: datetime) -> int:
        """How many rows lie before that."""

    async def remove(self, ctx: Context, until: datetime, position: UUID | None) -> Batch:
        """Take out a batch of them, in the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Rows that go altogether, and whatever hangs on them."""

    table: str
    condition: str
    key: str = "id"
    batch: int = ROWS

    async def count(self, until: datetime) -> int:
        return int(
            await sql.value(f"SELECT count(*) FROM {self.table} WHERE {self.condition}", until)
        )

    async def remove(self, ctx: Context, until: datetime, position: UUID | None) -> Batch:
        # Whoever works with a row right now keeps it until the next run. An array is chosen once: a
        # plan may run a subselect with IN again for each row, and take out more than a batch.
        removed = await sql.execute(
            f"DELETE FROM {self.table} WHERE {self.key} = ANY(ARRAY(SELECT {self.key}"
            f" FROM {self.table} WHERE {self.condition} LIMIT $2 FOR UPDATE SKIP LOCKED))",
            *(until, self.batch),
        )
        return Batch(removed, None, removed < self.batch)


@dataclass(frozen=True, slots=True)
class Several:
    """Rows of more than one table under one rule."""

    parts: Sequence[Delete]

    async def count(self, until: datetime) -> int:
        return sum([await part.count(until) for part in self.parts])

    async def remove(self, ctx: Context, until: datetime, position: UUID | None) -> Batch:
        done = [await part.remove(ctx, until, position) for part in self.parts]
        return Batch(sum(part.removed for part in done), None, all(part.is_last for part in done))


@dataclass(frozen=True, slots=True)
class Blank:
    """Rows that stay while what is personal in them goes: a walk by their keys.

    `empties` are statements over `gone`, the keys of a batch, as parts of one WITH.
    """

    table: str
    condition: str
    empties: Sequence[str]
    batch: int = ROWS

    async def count(self, until: datetime) -> int:
        return int(
            await sql.value(f"SELECT count(*) FROM {self.table} WHERE {self.condition}", until)
        )

    async def remove(self, ctx: Context, until: datetime, position: UUID | None) -> Batch:
        empties = ", ".join(f"e{place} AS ({each})" for place, each in enumerate(self.empties))
        gone = await sql.rows(
            f"WITH gone AS MATERIALIZED (SELECT id FROM {self.table} WHERE {self.condition}"
            f" AND id > $2 ORDER BY id LIMIT $3 FOR NO KEY UPDATE), {empties}"
            " SELECT id FROM gone ORDER BY id",
            *(until, position or NIL, self.batch),
        )
        return Batch(len(gone), gone[-1]["id"] if gone else None, len(gone) < self.batch)


@dataclass(frozen=True, slots=True)
class Erase:
    """Customers who go as if they had asked for it; one whose orders are under way is left."""

    condition: str
    batch: int = CUSTOMERS

    async def count(self, until: datetime) -> int:
        return int(await sql.value(f"SELECT count(*) FROM customer WHERE {self.condition}", until))

    async def remove(self, ctx: Context, until: datetime, position: UUID | None) -> Batch:
        held = await sql.rows(
            f"SELECT id FROM customer WHERE {self.condition} AND id > $2 ORDER BY id LIMIT $3"
            " FOR UPDATE SKIP LOCKED",
            *(until, position or NIL, self.batch),
        )
        keys = [row["id"] for row in held]
        # Somebody may have come back between the snapshot and the lock; from here on nobody can.
        still = await sql.rows(
            f"SELECT id FROM customer WHERE {self.condition} AND id = ANY($2) ORDER BY id",
            *(until, keys),
        )
        removed = 0
        for row in still:
            try:
                await erase_customer(ctx, row["id"])
            except OrdersUnderWay:
                continue
            removed += 1
        return Batch(removed, keys[-1] if keys else None, len(keys) < self.batch)


# Nothing is owed for it, and nothing is to be given back.
SETTLED: Final = """(status = 'completed'
        AND payment_status IN ('paid', 'partially_refunded', 'refunded')
    OR status IN ('canceled', 'expired', 'merged') AND captured_minor = refunded_minor
        AND authorized_minor = 0 AND NOT is_payment_under_way)"""

WORDS_OF_A_TICKET = """status IN ('resolved', 'closed') AND updated_at < $1
    AND (subject <> '' OR EXISTS (
        SELECT FROM ticket_message AS said WHERE said.ticket_id = ticket.id
        AND (said.body <> '' OR said.author_kind = 'customer' AND said.author_name <> '')))"""

PLACE_OF_AN_ORDER = f"""placed_at < $1 AND status IN ('completed', 'canceled', 'expired', 'merged')
    AND (shipping_address IS NOT NULL OR note <> '') AND {SETTLED}
    AND return_status NOT IN ('requested', 'in_progress')
    AND NOT EXISTS (SELECT FROM ticket WHERE ticket.order_id = sales_order.id
        AND ticket.status NOT IN ('resolved', 'closed'))"""

INACTIVE = f"""erased_at IS NULL AND created_at < $1 AND updated_at < $1
    AND NOT EXISTS (SELECT FROM sales_order WHERE customer_id = customer.id
        AND (placed_at >= $1 OR coalesce(completed_at, canceled_at) >= $1 OR NOT {SETTLED}))
    AND NOT EXISTS (SELECT FROM ticket WHERE customer_id = customer.id
        AND (status NOT IN ('resolved', 'closed') OR ticket.updated_at >= $1))
    AND NOT EXISTS (SELECT FROM session WHERE holder_id = customer.id AND seen_at >= $1)
    AND NOT EXISTS (SELECT FROM audit_entry WHERE actor = 'customer:' || customer.id
        AND occurred_at >= $1)"""

REMOVALS: Final[Mapping[RetentionKind, Removal]] = {
    RetentionKind.SESSIONS: Delete("session", "(expires_at < $1 OR ended_at < $1)", batch=SESSIONS),
    RetentionKind.SIGN_IN_ATTEMPTS: Delete("attempt_count", "window_ends_at < $1", key="key"),
    RetentionKind.PASSWORD_RESETS: Several(
        [Delete("reset_token", "expires_at < $1"), Delete("reset_request", "created_at < $1")]
    ),
    RetentionKind.IDEMPOTENCY_KEYS: Delete("idempotency_record", "created_at < $1"),
    RetentionKind.SIMULATED_LETTERS: Delete("simulated_letter", "sent_at < $1"),
    RetentionKind.WEBHOOK_DELIVERIES: Delete("webhook_delivery", "ended_at < $1"),
    RetentionKind.NOTIFICATIONS: Delete("notification", "ended_at < $1"),
    RetentionKind.DEVICE_EVENTS: Several(
        (
            Delete("device_event", "received_at < $1"),
            Delete("device_instruction", "status <> 'pending' AND updated_at < $1"),
        )
    ),
    RetentionKind.SEARCHED_TEXTS: Delete("searched_text", "searched_at < $1"),
    RetentionKind.JOBS: Delete(
        "job",
        "updated_at < $1 AND status IN ('completed', 'canceled', 'failed')",
        batch=JOBS,
    ),
    RetentionKind.TICKET_WORDS: Blank(
        "ticket",
        WORDS_OF_A_TICKET,
        [
            "UPDATE ticket SET subject = '' FROM gone WHERE ticket.id = gone.id",
            "UPDATE ticket_message SET body = '', author_name = CASE author_kind"
            " WHEN 'customer' THEN '' ELSE author_name END"
            " FROM gone WHERE ticket_id = gone.id",
        ],
    ),
    RetentionKind.ORDER_PLACES: Blank(
        "sales_order",
        PLACE_OF_AN_ORDER,
        [
            "UPDATE sales_order SET shipping_address = NULL, note = ''"
            " FROM gone WHERE sales_order.id = gone.id",
            "UPDATE order_return SET note = '', answer = '' FROM gone WHERE order_id = gone.id",
            "UPDATE order_claim SET note = '', answer = '' FROM gone WHERE order_id = gone.id",
            "UPDATE order_exchange SET answer = '' FROM gone WHERE order_id = gone.id",
            # Carriers write who took a parcel, and where.
            "UPDATE tracking_event SET description = '', location = ''"
            " FROM gone JOIN fulfillment ON fulfillment.order_id = gone.id"
            " WHERE tracking_event.fulfillment_id = fulfillment.id",
        ],
    ),
    RetentionKind.INACTIVE_CUSTOMERS: Erase(INACTIVE),
}
