"""From the log to notifications: one for each fact, customer, kind and medium, never two."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.notifications.feeding import tell_feeds
from domain.notifications.gathering import (
    HTML,
    SUBJECT,
    TEXT,
    Fact,
    Named,
    Recipient,
    named,
    recipients,
    saved_templates,
)
from domain.notifications.kinds import (
    TRIGGERS,
    NotificationKind,
    Trigger,
    is_wanted,
    order_of,
)
from domain.notifications.models import Notification
from domain.notifications.schedule import STALE
from domain.notifications.states import Medium, NotificationStatus
from domain.notifications.wording import Key, Wording, chosen, rendered, spoken
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.sealing import seal

FACTS_MAX = 500  # numbers of the log in one transaction
# Whoever finds it held leaves it to the holder.
HOLD = """
SELECT place.cursor_seq, state.last_seq FROM notification_place place
CROSS JOIN relay_state state WHERE place.cursor_seq < state.last_seq
FOR NO KEY UPDATE OF place SKIP LOCKED
"""
FACTS = """
SELECT seq, type, aggregate_type, aggregate_id, payload, occurred_at FROM event
WHERE seq > $1 AND seq <= $2 AND NOT historic AND type = ANY($3::text[]) AND occurred_at > $4
ORDER BY seq
"""
MADE = """
SELECT event_seq, customer_id, kind, medium FROM notification WHERE event_seq = ANY($1::bigint[])
"""
MOVE = "UPDATE notification_place SET cursor_seq = $1"
FACT = """
SELECT seq, type, aggregate_type, aggregate_id, payload, occurred_at FROM event WHERE seq = $1
"""

Told = Collection[tuple[str, NotificationKind]]  # what is told of which facts


async def _nothing() -> Told:
    return ()


async def enqueue_notifications(
    ctx: Context,
    media: Collection[Medium],
    *,
    told_otherwise: Callable[[], Awaitable[Told]] = _nothing,
) -> int:
    """Make notifications of what was numbered since the last time; how many.

    `media` are those that somebody carries here, beside the feed. The place in the log moves in the
    transaction that writes them, so a fact is neither missed nor told twice, whoever dies when and
    however many do this at once. What is imported, or older than three days, is told to nobody.
    What is `told_otherwise`, by whoever calls `tell_customer`, is left to them.
    """
    async with in_transaction():
        held = await sql.row(HOLD)
        if held is None:
            return 0
        up_to = min(held["last_seq"], held["cursor_seq"] + FACTS_MAX)
        rows = await sql.rows(FACTS, held["cursor_seq"], up_to, [*TRIGGERS], ctx.now - STALE)
        others = await told_otherwise() if rows else ()
        facts = [fact for row in rows if _tells(fact := Fact.of(row), others)]
        made = await _make(ctx, facts, {*media, Medium.FEED}) if facts else 0
        await sql.execute(MOVE, up_to)
        return made


def _tells(fact: Fact, others: Told) -> bool:
    trigger = TRIGGERS[fact.type]
    return (fact.type, trigger.kind) not in others and trigger.applies(fact.payload)


async def tell_customer(
    ctx: Context,
    seq: int,
    kind: NotificationKind,
    media: Collection[Medium],
    also: Mapping[str, str],
) -> int:
    """Tell the customer of a fact's order something of it, in the caller's transaction, by the
    media that they want; how many notifications. Each kind is told of a fact once. `also` are
    variables that the fact does not know.
    """
    row = await sql.row(FACT, seq)
    assert row is not None, "what was numbered stays"
    return await _make(ctx, [Fact.of(row)], {*media, Medium.FEED}, Trigger(kind), also)


async def _make(
    ctx: Context,
    facts: list[Fact],
    media: Collection[Medium],
    trigger: Trigger | None = None,
    also: Mapping[str, str] | None = None,
) -> int:
    orders = {fact.seq: order_of(fact.aggregate_id, fact.payload) for fact in facts}
    names = replace(await named(facts, orders.values()), also=also or {})
    people = await recipients(row["customer_id"] for row in names.orders.values())
    saved = await saved_templates()
    made_before = {
        (row["event_seq"], row["customer_id"], row["kind"], row["medium"])
        for row in await sql.rows(MADE, [*orders])
    }
    found = [
        each
        for fact in facts
        for each in _of_fact(
            ctx,
            fact,
            trigger or TRIGGERS[fact.type],
            orders[fact.seq],
            names,
            people,
            saved,
            media,
        )
        if (each.event_seq, each.customer_id, each.kind, each.medium) not in made_before
    ]
    await Notification.bulk_create(found)
    await tell_feeds(ctx, [each for each in found if each.status is NotificationStatus.SENT])
    return len(found)


def _of_fact(
    ctx: Context,
    fact: Fact,
    trigger: Trigger,
    order_id: UUID,
    names: Named,
    people: Mapping[UUID, Recipient],
    saved: Mapping[Key, Wording],
    media: Collection[Medium],
) -> Iterator[Notification]:
    """What one fact comes to: one notification for each medium that its customer wants."""
    order = names.orders.get(order_id)
    recipient = people.get(order["customer_id"]) if order else None
    if recipient is None:
        return  # nobody we know, or nobody any more
    values = names.values(fact, order_id, recipient)
    for medium in Medium:
        said = recipient.said.get((trigger.kind, medium))
        # What is told later is decided then: they may have agreed to it by that time.
        asked = trigger.after or is_wanted(
            trigger.kind, medium, said=said, consents=recipient.consents
        )
        if medium in media and medium in recipient.addresses and asked:
            template = chosen(saved, trigger.kind, medium, recipient.locale)
            words = rendered(template, medium, values)
            yield _row(ctx, fact, order_id, recipient, medium, words, trigger)


def _row(
    ctx: Context,
    fact: Fact,
    order_id: UUID,
    recipient: Recipient,
    medium: Medium,
    words: Wording,
    trigger: Trigger,
) -> Notification:
    """A notification with its words sealed; what is shown in the feed now is told already."""
    key, is_shown = new_id(), medium is Medium.FEED and not trigger.after
    return Notification(
        id=key,
        event_seq=fact.seq,
        customer_id=recipient.id,
        order_id=order_id,
        kind=trigger.kind,
        medium=medium,
        locale=spoken(recipient.locale),
        subject=seal(SUBJECT, key, words.subject),
        text=seal(TEXT, key, words.text),
        html=seal(HTML, key, words.html),
        status=NotificationStatus.SENT if is_shown else NotificationStatus.PENDING,
        next_attempt_at=None if is_shown else max(ctx.now, fact.occurred_at + trigger.after),
        ended_at=ctx.now if is_shown else None,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
