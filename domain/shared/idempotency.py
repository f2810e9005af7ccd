"""What must not happen twice: a key, claimed before the work, in the work's own transaction."""

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from uuid import UUID

from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import IdempotencyInProgress, IdempotencyKeyReused
from domain.shared.ids import new_id
from domain.shared.inputs import text
from domain.shared.outbox import plain
from domain.shared.sealing import ring

KEPT = timedelta(hours=48)
KEY_LENGTH_MAX = 255  # characters
UNKEYED_LENGTH = 64  # characters: a SHA-256 in hex, as fingerprints were; a keyed one has 43


@dataclass(slots=True)
class Claim:
    """A key in hand. `replay_of` is the first call's result if there was one already."""

    record_id: UUID | None
    replay_of: UUID | None

    async def settle(self, result_id: UUID) -> None:
        """Remember what came of it, for whoever asks again."""
        if self.record_id:
            await sql.execute(
                "UPDATE idempotency_record SET result_id = $2 WHERE id = $1",
                self.record_id,
                result_id,
            )


def fingerprint(request: object) -> str:
    """The same for the same input, whatever the order of its keys. A dataclass is its fields.

    It is keyed: an address or a phone number is guessed too easily for a plain hash to hide it.
    """
    return ring().fingerprint(_written(request))


def is_fingerprint_of(request: object, kept: str) -> bool:
    """Whether this was the input. What was kept before fingerprints were keyed counts as it is,
    until it is forgotten.
    """
    if len(kept) == UNKEYED_LENGTH:
        return hashlib.sha256(_written(request).encode()).hexdigest() == kept
    return fingerprint(request) == kept


def checked_key(key: str) -> str:
    """The key as it is kept.

    Raises:
        InvalidInput: it is empty or longer than 255 characters.
    """
    return text(key, "idempotencyKey", longest=KEY_LENGTH_MAX)


def name_of_lock(actor: str, operation: str, key: str) -> str:
    """What is locked, as an advisory lock, by whoever works under an actor's key."""
    return f"{actor}|{operation}|{key}"


async def claim(ctx: Context, operation: str, key: str | None, request: object) -> Claim:
    """Claim a key, inside the transaction that does the work.

    Whoever comes second while the first is under way is told so and may retry; whoever comes
    after gets the first result. A failed transaction takes its claim with it, so that the same
    key can be tried again.

    Raises:
        IdempotencyInProgress: the first request with this key is not finished.
        IdempotencyKeyReused: the key was used for another input.
        InvalidInput: the key is empty or longer than 255 characters.
    """
    if key is None:
        return Claim(None, None)
    key = checked_key(key)
    name = name_of_lock(ctx.actor.key, operation, key)
    if not await sql.value("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", name):
        raise IdempotencyInProgress(key)
    known = await sql.row(
        "SELECT request_hash, result_id FROM idempotency_record"
        " WHERE actor = $1 AND operation = $2 AND key = $3 AND created_at > $4",
        ctx.actor.key,
        operation,
        key,
        ctx.now - KEPT,
    )
    if known:
        if not is_fingerprint_of(request, known["request_hash"]):
            raise IdempotencyKeyReused(key)
        return Claim(None, known["result_id"])
    record_id = new_id()
    await sql.execute(
        "INSERT INTO idempotency_record (id, actor, operation, key, request_hash, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (actor, operation, key) DO UPDATE"
        " SET id = excluded.id, request_hash = excluded.request_hash, result_id = NULL,"
        " created_at = excluded.created_at",
        record_id,
        ctx.actor.key,
        operation,
        key,
        fingerprint(request),
        ctx.now,
    )
    return Claim(record_id, None)


def _written(request: object) -> str:
    return json.dumps(request, sort_keys=True, default=_told)


def _told(value: object) -> object:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return str(plain(value))
