"""Writing down what came of an attempt, and deciding what follows from it."""

from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.shared.context import Context
from domain.webhooks.claim_deliveries import Claimed
from domain.webhooks.models import Webhook, WebhookAttempt
from domain.webhooks.moving import moved
from domain.webhooks.redaction import redacted
from domain.webhooks.schedule import (
    ATTEMPTS_MAX,
    CIRCUIT_FAILURES,
    CIRCUIT_LONGEST,
    circuit,
    pause,
)
from domain.webhooks.states import (
    WEBHOOK_DELIVERY,
    DeliveryAction,
    DeliveryState,
    WebhookAction,
    WebhookStatus,
)
from domain.webhooks.telling import Answer

GONE = 410  # the receiver wants nothing more
BUSY = (429, 503)  # the receiver as a whole, not this message
# Whoever lost the lease writes nothing: another worker has it, or had it.
SETTLE = """
UPDATE webhook_delivery SET state = $3, attempts = attempts + 1, next_attempt_at = $4,
    ended_at = $5, lease_id = NULL, lease_until = NULL
WHERE id = $1 AND lease_id = $2 AND state = 'pending'
"""


async def record_attempt(
    ctx: Context, claimed: Claimed, answer: Answer, *, started_at: datetime, chance: float
) -> bool:
    """Settle a delivery that was attempted, log the attempt, and judge the endpoint by it.

    False if it is no longer in this worker's hands: then nothing is written, and it is sent again.
    `chance` is the jitter, from 0 to 1.
    """
    async with in_transaction():
        found = Webhook.filter(id=claimed.webhook_id).select_for_update(no_key=True)
        webhook = await found.first()
        if webhook is None:
            return False
        action = _action(claimed, answer)
        state = WEBHOOK_DELIVERY.target(DeliveryState.PENDING, action)
        is_over = action is not DeliveryAction.RETRY
        next_at = None if is_over else ctx.now + _pause(claimed, answer, chance)
        settled = await sql.execute(
            SETTLE, claimed.id, claimed.lease_id, state, next_at, ctx.now if is_over else None
        )
        if not settled:
            return False

        await WebhookAttempt.create(
            delivery_id=claimed.id,
            number=claimed.attempts + 1,
            started_at=started_at,
            duration_ms=answer.duration_ms,
            status_code=answer.status_code,
            error=answer.error,
            response=redacted(answer.response),
        )
        await _judge(ctx, webhook, answer, chance)
        return True


def _action(claimed: Claimed, answer: Answer) -> DeliveryAction:
    if answer.is_good:
        return DeliveryAction.DELIVER
    is_last = claimed.attempts + 1 >= claimed.attempts_max
    return DeliveryAction.GIVE_UP if is_last or _is_gone(answer) else DeliveryAction.RETRY


def _pause(claimed: Claimed, answer: Answer, chance: float) -> timedelta:
    """A replay begins the schedule anew."""
    failed = claimed.attempts + 1 - (claimed.attempts_max - ATTEMPTS_MAX)
    return pause(failed, chance, answer.retry_after)


def _is_gone(answer: Answer) -> bool:
    return answer.status_code == GONE


async def _judge(ctx: Context, webhook: Webhook, answer: Answer, chance: float) -> None:
    """Close the endpoint's circuit, or open it; or send it nothing more."""
    if answer.is_good:
        if webhook.failures or webhook.open_until is not None:
            await _note(webhook, failures=0, openings=0, open_until=None)
        return
    if _is_gone(answer) and webhook.status is WebhookStatus.ACTIVE:
        await moved(ctx.as_system(), webhook, WebhookAction.DISABLE)
    failures = webhook.failures + 1
    peace = _peace(webhook, failures, answer, ctx.now, chance)
    if peace is None:
        await _note(webhook, failures=failures)
    else:
        openings = webhook.openings + 1
        await _note(webhook, failures=failures, openings=openings, open_until=ctx.now + peace)


def _peace(
    webhook: Webhook, failures: int, answer: Answer, now: datetime, chance: float
) -> timedelta | None:
    """How long to leave an endpoint in peace; None where it is not to be, or is already."""
    was_open = webhook.open_until is not None
    if webhook.open_until is not None and webhook.open_until > now:
        return None  # this attempt was under way when the circuit opened
    asked = (answer.retry_after if answer.status_code in BUSY else None) or timedelta()
    if was_open or failures >= CIRCUIT_FAILURES:
        return max(circuit(webhook.openings, chance), min(asked, CIRCUIT_LONGEST))
    return min(asked, CIRCUIT_LONGEST) or None


async def _note(webhook: Webhook, **changes: object) -> None:
    """What the machine knows of an endpoint is no change of the endpoint: its version stays."""
    await Webhook.filter(id=webhook.id).update(**changes)
