"""What is kept for how long, and why: the one table. And what stays, whatever anybody sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

YEAR: Final = 366  # days: a leap year's, the longest

BOOKS_KEPT: Final = timedelta(days=3_653)  # ten years: what tax law asks of whoever keeps books
PROOF_KEPT: Final = timedelta(days=1_096)  # three years: for as long as somebody may sue over it


class RetentionKind(StrEnum):
    """A kind of data that goes some day."""

    SESSIONS = "sessions"
    SIGN_IN_ATTEMPTS = "sign_in_attempts"
    PASSWORD_RESETS = "password_resets"
    IDEMPOTENCY_KEYS = "idempotency_keys"
    SIMULATED_LETTERS = "simulated_letters"
    WEBHOOK_DELIVERIES = "webhook_deliveries"
    NOTIFICATIONS = "notifications"
    DEVICE_EVENTS = "device_events"
    SEARCHED_TEXTS = "searched_texts"
    JOBS = "jobs"
    TICKET_WORDS = "ticket_words"
    ORDER_PLACES = "order_places"
    INACTIVE_CUSTOMERS = "inactive_customers"


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes how long after what, and why it is kept until then. Periods in days.

    `default` is None where nothing goes until somebody sets a period. What `may_be_off` may be
    kept for good. `every` is how often the worker looks.
    """

    what: str
    after: str
    reason: str
    default: int | None
    least: int
    most: int
    may_be_off: bool
    every: timedelta = timedelta(hours=1)


_DAILY = timedelta(days=1)

RULES: Final[Mapping[RetentionKind, Rule]] = {
    RetentionKind.SESSIONS: Rule(
        what="sessions, and the refresh tokens that kept them going",
        after="they ended or expired",
        reason="so that a stolen token is still recognized, and somebody sees when they signed out",
        default=7,
        least=1,
        most=90,
        may_be_off=False,
    ),
    RetentionKind.SIGN_IN_ATTEMPTS: Rule(
        what="how often somebody tried to sign in, by a hash of who and from where",
        after="the last try",
        reason="so that whoever guesses passwords waits longer each time",
        default=7,
        least=2,
        most=30,
        may_be_off=False,
    ),
    RetentionKind.PASSWORD_RESETS: Rule(
        what="codes for a new password, and requests for one that no letter went out for",
        after="the code expired or the request was made",
        reason="a letter may have to be tried again while the mail server is away",
        default=1,
        least=1,
        most=7,
        may_be_off=False,
    ),
    RetentionKind.IDEMPOTENCY_KEYS: Rule(
        what="idempotency keys, and what came of them",
        after="they were first used",
        reason="48 hours are promised, in which a repeated request has no second effect",
        default=2,
        least=2,
        most=30,
        may_be_off=False,
    ),
    RetentionKind.SIMULATED_LETTERS: Rule(
        what="letters in the box of a shop on show",
        after="they were written",
        reason="somebody wants to read them; they hold addresses and codes",
        default=1,
        least=1,
        most=7,
        may_be_off=False,
    ),
    RetentionKind.WEBHOOK_DELIVERIES: Rule(
        what="what was delivered to webhooks or given up, with the log of its attempts",
        after="it ended",
        reason="so that a receiver can ask for it again, and a failure can be looked into",
        default=30,
        least=1,
        most=YEAR,
        may_be_off=False,
    ),
    RetentionKind.NOTIFICATIONS: Rule(
        what="what customers were told of their orders, and what came of it",
        after="it was sent, shown or given up",
        reason="so that they find it in their feed, and a question about it can be answered",
        default=YEAR,
        least=30,
        most=10 * YEAR,
        may_be_off=True,
        every=_DAILY,
    ),
    RetentionKind.DEVICE_EVENTS: Rule(
        what="what machines of a warehouse said and were told",
        after="it was said, or came to its end",
        reason="so that what is said again has no second effect, and a failure can be looked into",
        default=90,
        least=15,
        most=YEAR,
        may_be_off=False,
        every=_DAILY,
    ),
    RetentionKind.SEARCHED_TEXTS: Rule(
        what="what was looked for in the shop, by nobody knows whom",
        after="it was last looked for",
        reason="so that staff see what is missing, and others are offered what is usual",
        default=90,
        least=1,
        most=YEAR,
        may_be_off=False,
    ),
    RetentionKind.JOBS: Rule(
        what="jobs over many orders that came to their end, and what became of each order in them",
        after="they ended",
        reason="so that what was refused can be looked into and asked for again",
        default=90,
        least=7,
        most=YEAR,
        may_be_off=False,
        every=_DAILY,
    ),
    RetentionKind.TICKET_WORDS: Rule(
        what="what was said in tickets: subjects, messages and customers' names",
        after="the last change of a ticket that was resolved or closed",
        reason="a question may come up again",
        default=None,
        least=30,
        most=10 * YEAR,
        may_be_off=True,
        every=_DAILY,
    ),
    RetentionKind.ORDER_PLACES: Rule(
        what="where orders went, and the notes on them",
        after="the order was placed",
        reason="a parcel may come back, and somebody may ask where it went",
        default=None,
        least=180,
        most=10 * YEAR,
        may_be_off=True,
        every=_DAILY,
    ),
    RetentionKind.INACTIVE_CUSTOMERS: Rule(
        what="customers: everything personal in them, as if they had asked for it",
        after="their last order, sign-in, ticket or change",
        reason="they may come back",
        default=None,
        least=180,
        most=10 * YEAR,
        may_be_off=True,
        every=_DAILY,
    ),
}


@dataclass(frozen=True, slots=True)
class Exemption:
    """What no rule takes out, and why."""

    what: str
    reason: str


BOOKS: Final = Exemption(
    "numbers, lines, amounts and dates of orders, and their payments", "tax law asks for the books"
)
PROOF: Final = Exemption("what they agreed to and took back", "to prove that we were allowed to")
HISTORY: Final = Exemption(
    "that something happened, by ids, without what stood in it",
    "so that the history of the shop stays whole; it names nobody",
)
EXEMPTIONS: Final = (
    BOOKS,
    PROOF,
    HISTORY,
    Exemption(
        "the audit trail: who did, saw and was refused what, and from where",
        "each seal covers those before it, so that nothing is taken out unseen",
    ),
    Exemption(
        "orders that are under way, are not paid, or have money to give back, and their customers",
        "somebody is still owed something",
    ),
    Exemption("tickets that are not resolved", "somebody waits for an answer"),
    Exemption("what is still on its way to a webhook", "it was promised to its receiver"),
    Exemption("sessions that live", "somebody is signed in"),
)


def effective_days(kind: RetentionKind, *, is_own: bool, kept_days: int | None) -> int | None:
    """The period that holds, in days: what somebody set, else the default. None: nothing goes."""
    return kept_days if is_own else RULES[kind].default
