"""Writing down what came of an attempt, and whether there is another."""

from domain.notifications.claim_notifications import Claimed
from domain.notifications.states import NOTIFICATION, NotificationAction, NotificationStatus
from domain.notifications.telling import Outcome
from domain.shared import sql
from domain.shared.context import Context
from domain.webhooks.redaction import redacted
from domain.webhooks.schedule import pause

DETAIL_LENGTH_MAX = 200  # characters
# Whoever lost the lease writes nothing: another worker has it, or had it.
SETTLE = """
UPDATE notification SET status = $3, attempts = attempts + 1, next_attempt_at = $4, error = $5,
    error_detail = $6, ended_at = $7, updated_at = $8, lease_id = NULL
WHERE id = $1 AND lease_id = $2 AND status = 'pending'
"""


async def record_outcome(ctx: Context, claimed: Claimed, outcome: Outcome, chance: float) -> bool:
    """Settle a notification that was attempted; one statement.

    False if it is no longer in this worker's hands: then nothing is written. `chance` is the
    jitter of the pause, from 0 to 1.
    """
    action = _action(claimed, outcome)
    is_over = action is not NotificationAction.REPEAT
    settled = await sql.execute(
        SETTLE,
        claimed.id,
        claimed.lease_id,
        NOTIFICATION.target(NotificationStatus.PENDING, action),
        None if is_over else ctx.now + pause(claimed.attempts + 1, chance),
        outcome.error,
        redacted(outcome.detail)[:DETAIL_LENGTH_MAX],
        ctx.now if is_over else None,
        ctx.now,
    )
    return settled > 0


def _action(claimed: Claimed, outcome: Outcome) -> NotificationAction:
    if outcome.error is None:
        return NotificationAction.SEND
    is_last = claimed.attempts + 1 >= claimed.attempts_max
    return NotificationAction.GIVE_UP if is_last or outcome.is_final else NotificationAction.REPEAT
