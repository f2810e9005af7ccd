"""Telling the mailbox of before that the account has another address now: that is how a theft is
noticed. Written down with the change, sent by the worker.
"""

import logging
from datetime import timedelta

from domain.customers.cards import opened_email
from domain.customers.models import Customer, EmailNotice
from domain.identity.letters import email_changed_letter
from domain.identity.mail import Post
from domain.shared import sql
from domain.shared.context import Context

TRIES_MAX = 8  # over four hours
CLAIMED = timedelta(minutes=1)  # after which a letter that was not sent is tried again; doubles

logger = logging.getLogger(__name__)

CLAIM = """
UPDATE email_notice SET tries = tries + 1, due_at = $1::timestamptz + $2::interval * 2 ^ tries
WHERE id = (SELECT id FROM email_notice WHERE due_at <= $1 ORDER BY due_at
    LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, customer_id, email, locale, tries
"""


async def notify_former_address(ctx: Context, customer: Customer, sealed: str | None) -> None:
    """Have a letter sent to the address that stood on the card, sealed as it was there."""
    if sealed:
        await EmailNotice.create(
            customer_id=customer.id,
            email=sealed,
            locale=customer.locale,
            created_at=ctx.now,
            due_at=ctx.now,
        )


async def forget_notices(customer: Customer) -> None:
    """Nothing is written to them any more."""
    await EmailNotice.filter(customer_id=customer.id).delete()


async def write_notices(ctx: Context, post: Post) -> int:
    """Send what is due, one by one; how many were sent. Several at once are harmless.

    A letter that could not be sent is tried again later; after some tries that is given up.
    """
    sent = 0
    while (due := await sql.row(CLAIM, ctx.now, CLAIMED)) is not None:
        recipient = opened_email(due["customer_id"], due["email"])
        try:
            await post(email_changed_letter(recipient, due["locale"], ctx.now))
        except Exception as error:  # whatever the post says: it is tried again
            logger.warning("A notice could not be sent: %r", error)
            if due["tries"] < TRIES_MAX:
                continue
            logger.error("A notice was given up after %d tries", due["tries"])
        else:
            sent += 1
        await EmailNotice.filter(id=due["id"]).delete()
    return sent
