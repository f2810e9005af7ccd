"""What machines of a warehouse say, each thing once, in the order in which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.fulfillment.devices.models import Device, DeviceEvent
from domain.fulfillment.devices.queries import device_in_service
from domain.fulfillment.devices.vocabulary import EVENTS_MAX, DeviceEventOutcome
from domain.fulfillment.errors import NotPacked, ProgressOutOfOrder
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotConfirmed
from domain.processes.device_messages import (
    CODE_LENGTH_MAX,
    Message,
    Read,
    as_kept,
    read_message,
)
from domain.processes.device_verbs import VERBS
from domain.shared.context import Context
from domain.shared.errors import (
    DomainError,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    Several,
)
from domain.shared.idempotency import fingerprint
from domain.shared.inputs import text
from domain.shared.outbox import plain

MESSAGE_LENGTH_MAX = 400  # characters
# What may become possible when others have done their part: picked, packed, released.
TOO_EARLY = {
    early.code for early in (InvalidTransition, NotPacked, OrderNotConfirmed, ProgressOutOfOrder)
}
# What somebody who speaks for machines may do by what they say, and by nothing else.
HANDS = frozenset({Scope.FULFILLMENT_READ, Scope.FULFILLMENT_WRITE, Scope.ORDERS_READ})


@dataclass(frozen=True, slots=True)
class Report:
    """The machine, and what came of each thing it said, in the order of the saying."""

    device: Device
    events: list[DeviceEvent]


async def ingest_device_events(
    ctx: Context, device_code: str, messages: Sequence[Message]
) -> Report:
    """Hear what a machine says: each thing in a transaction of its own, by the time at which it
    happened. What was heard before, by its `external_id`, is answered as it was then and has no
    second effect. What a verb refuses is kept as refused and leaves the others as they are; what
    is refused only for the moment is answered so and not kept, and may be said again; what came
    before its time is kept, and tried again whenever it is said again.

    Raises:
        NotPermitted: the actor does not speak for machines.
        NotFound: there is no such machine.
        DeviceNotInService: it is switched off, or was retired.
        InvalidInput: nothing or too much at once, or something that nothing could make of use.
    """
    ctx.require(Scope.DEVICES_INGEST)
    code = text(device_code, "deviceCode", longest=CODE_LENGTH_MAX)
    device = await device_in_service(ctx, code)
    if not 1 <= len(messages) <= EVENTS_MAX:
        raise InvalidInput(f"From 1 to {EVENTS_MAX} events at once.", "events")
    read = [read_message(one, device, ctx.now, place) for place, one in enumerate(messages)]
    hands = ctx.as_(replace(ctx.actor, scopes=ctx.actor.scopes | HANDS))
    heard: dict[int, DeviceEvent] = {}
    for place in sorted(range(len(read)), key=lambda at: (read[at].occurred_at, at)):
        heard[place] = await _hear(hands, device, read[place])
    return Report(device, [heard[place] for place in range(len(read))])


async def _hear(ctx: Context, device: Device, said: Read) -> DeviceEvent:
    mark = fingerprint(said.mark())
    row = as_kept(device, said, ctx.now)
    row.fingerprint = mark
    before = DeviceEvent.filter(device_id=device.id, external_id=said.external_id)
    try:
        async with in_transaction():
            if known := await before.first():
                return await _known(ctx, device, said, known, row)
            # Written first: whoever says the same at this moment waits here for what comes of it.
            await row.save(force_create=True)
            await _act(ctx, device, said, row)
            await row.save()
    except IntegrityError:
        known = await before.first()
        if known is None:  # it was not the name that was taken
            raise
        return _again(known, row)  # by whoever said it at this moment
    except DomainError as refusal:  # of the moment: whoever says it again may be luckier
        _refuse(row, refusal)
    return row


async def _known(
    ctx: Context, device: Device, said: Read, known: DeviceEvent, row: DeviceEvent
) -> DeviceEvent:
    """What was heard before: what came of it then, or now, where it came before its time."""
    if known.code in TOO_EARLY and known.fingerprint == row.fingerprint:
        # Of two who say it again at once, the second sees what came of the first.
        known = await DeviceEvent.filter(id=known.id).select_for_update(no_key=True).get()
    if known.code not in TOO_EARLY or known.fingerprint != row.fingerprint:
        return _again(known, row)
    known.code = known.message = known.facts = None
    await _act(ctx, device, said, known)
    await known.save()
    return known


async def _act(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> None:
    if said.refusal is not None:
        _refuse(row, said.refusal)
        return
    assert said.kind is not None, "what is unknown was refused"
    try:
        async with in_transaction():
            row.outcome = await VERBS[said.kind](ctx, device, said, row)
    except DomainError as refusal:
        if refusal.retryable:
            raise
        _refuse(row, refusal)


def _again(known: DeviceEvent, row: DeviceEvent) -> DeviceEvent:
    """What came of it then; a name that was given to something else is refused, and not kept."""
    if known.fingerprint == row.fingerprint:
        return known
    _refuse(row, IdempotencyKeyReused(row.external_id))
    return row


def _refuse(row: DeviceEvent, refusal: DomainError) -> None:
    first = refusal.refusals[0] if isinstance(refusal, Several) else refusal
    row.outcome = DeviceEventOutcome.REFUSED
    row.code, row.message = first.code, first.message[:MESSAGE_LENGTH_MAX]
    # What was not found may have been named by the number of a parcel, which is not kept here.
    row.facts = {key: plain(value) for key, value in first.facts.items() if key != "key"}
