"""The guide for receivers: its figures are those of the code."""

import re
from datetime import timedelta

from api.adapters import receivers
from api.webhooks import dispatcher, incoming
from domain.retention.rules import RULES, RetentionKind
from domain.shared import idempotency
from domain.webhooks import claim_deliveries, redaction, schedule, signing
from tests.architecture.project import read

PAGE = read("docs/webhooks.md")


def hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:.0f} h"


def seconds(length: float) -> str:
    return f"{length:g} s"


def test_the_figures_are_those_of_the_code() -> None:
    kept = RULES[RetentionKind.WEBHOOK_DELIVERIES]
    pauses = [schedule.ceiling(failed) for failed in range(1, schedule.ATTEMPTS_MAX)]
    told = dict(re.findall(r"^\| ([^|]+) \| ([0-9.]+(?: \w+)?) \|$", PAGE, re.M))

    assert told == {
        "attempts at one delivery": str(schedule.ATTEMPTS_MAX),
        "first pause, at most": seconds(schedule.RETRY_FIRST.total_seconds()),
        "longest pause": hours(schedule.RETRY_LONGEST),
        "all pauses together, at most": hours(sum(pauses, timedelta())),
        "longest `Retry-After` granted": hours(schedule.RETRY_AFTER_LONGEST),
        "failures in a row until it is left in peace": str(schedule.CIRCUIT_FAILURES),
        "in peace at first, at most": seconds(schedule.CIRCUIT_FIRST.total_seconds()),
        "in peace at last, at most": f"{schedule.CIRCUIT_LONGEST.total_seconds() / 60:g} min",
        "to connect": seconds(receivers.CONNECT_SECONDS),
        "to wait for an answer's next piece": seconds(receivers.READ_SECONDS),
        "one attempt in all": seconds(receivers.TOTAL_SECONDS),
        "attempts at once, to one endpoint": str(claim_deliveries.AT_ONCE_MAX),
        "attempts at once, of one worker": str(dispatcher.ATTEMPTS_AT_ONCE),
        "a dead worker's deliveries are free after": seconds(
            claim_deliveries.LEASE.total_seconds()
        ),
        "between two looks for something to send": seconds(dispatcher.POLL_SECONDS),
        "answers are kept for the log, redacted": f"{redaction.KEPT_MAX} bytes",
        "deliveries are kept after their end": f"{kept.default} days",
        "the old secret signs too": hours(schedule.SECRET_OVERLAP),
    }


def test_what_is_said_of_webhooks_in_is_so() -> None:
    assert f"more than {incoming.BODY_SIZE_MAX // 1024} KiB" in PAGE
    assert f"more than {incoming.BODY_SECONDS_MAX:g} s" in PAGE
    assert f"more than {signing.WINDOW.total_seconds() / 60:g} minutes from our time" in PAGE
    assert f"remembered for {idempotency.KEPT.total_seconds() / 3600:g} hours" in PAGE


def test_a_lease_outlives_an_attempt() -> None:
    longest = receivers.TOTAL_SECONDS + receivers.BODY_SECONDS

    assert claim_deliveries.LEASE.total_seconds() > 1.5 * longest


def test_an_id_is_remembered_for_longer_than_its_signature_is_good() -> None:
    assert idempotency.KEPT > 10 * signing.WINDOW
