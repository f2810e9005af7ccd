"""What clients asked and were told, and whether a shop can have come to stand as it does.

A pure function over the record: `problems` names whatever cannot be. It knows nothing of the
order in which things happened inside, for of what was asked at the same time nobody knows that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """What a client asks for."""

    PLACE = "place"  # subject: a variant; amount: units
    CAPTURE = "capture"  # subject: an order; amount: minor units
    REFUND = "refund"  # subject: a payment; amount: minor units
    CANCEL = "cancel"  # subject: an order
    ADJUST = "adjust"  # subject: a variant; amount: units, up or down


class Told(StrEnum):
    """What a client knows of it."""

    INVOKE = "invoke"  # it was sent
    OK = "ok"  # it was done; `result` names what came of it
    FAIL = "fail"  # it was refused, and `result` says why: nothing was done
    UNKNOWN = "unknown"  # no answer, or none that says so


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record. Every request has two: it was sent, and it ended."""

    request: int
    told: Told
    verb: Verb
    key: str
    subject: str
    amount: int = 0
    result: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """How an order stands in the end. Amounts are in minor units."""

    subject: str
    units: int
    is_canceled: bool
    captured: int
    refunded: int
    due: int
    total: int
    payments: Mapping[str, tuple[int, int]]  # captured and refunded


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lay of a variant in the beginning, and lies there in the end."""

    began: int
    on_hand: int
    promised: int


@dataclass(frozen=True, slots=True)
class End:
    """All that there is in the end."""

    orders: Mapping[str, Stood] = field(default_factory=dict)
    shelves: Mapping[str, Shelf] = field(default_factory=dict)


def problems(record: Sequence[Entry], end: End) -> list[str]:
    """Everything in the record that cannot be, the end being as it is; none is as it should be."""
    done = _done(record)
    return [
        *_unended(record),
        *_keys_with_two_effects(record),
        *_unresolved(record),
        *_lost(record, done, end),
        *_units(done, end),
        *_money(done, end),
    ]


def _done(record: Sequence[Entry]) -> dict[tuple[Verb, str], Entry]:
    """What was done, once for each key."""
    return {(each.verb, each.key): each for each in record if each.told is Told.OK}


def _unended(record: Sequence[Entry]) -> Iterator[str]:
    ends: dict[int, int] = defaultdict(int)
    for each in record:
        ends[each.request] += each.told is not Told.INVOKE
    yield from (
        f"request {request} ended {times} times" for request, times in ends.items() if times != 1
    )


def _keys_with_two_effects(record: Sequence[Entry]) -> Iterator[str]:
    results: dict[tuple[Verb, str], set[str]] = defaultdict(set)
    makers: dict[str, set[str]] = defaultdict(set)
    for each in record:
        if each.told is Told.OK:
            results[each.verb, each.key].add(each.result)
            if each.verb in {Verb.PLACE, Verb.CAPTURE}:
                makers[each.result].add(each.key)
    yield from (
        f"{verb} {key}: {len(said)} results"
        for (verb, key), said in results.items()
        if len(said) > 1
    )
    yield from (
        f"{made}: made under {len(keys)} keys" for made, keys in makers.items() if len(keys) > 1
    )


def _unresolved(record: Sequence[Entry]) -> Iterator[str]:
    """Whoever does not know asks again, until they do."""
    last = {(each.verb, each.key): each.told for each in record if each.told is not Told.INVOKE}
    known = {(each.verb, each.key) for each in record if each.told is Told.OK}
    for (verb, key), told in last.items():
        if told is Told.UNKNOWN and (verb, key) not in known:
            yield f"{verb} {key}: nobody knows what became of it"


def _lost(
    record: Sequence[Entry], done: Mapping[tuple[Verb, str], Entry], end: End
) -> Iterator[str]:
    placed = {each.result for (verb, _), each in done.items() if verb is Verb.PLACE}
    yield from (
        f"order {order}: acknowledged, and lost" for order in sorted(placed - set(end.orders))
    )
    yield from (f"order {order}: of no request" for order in sorted(set(end.orders) - placed))
    for each in record:  # clients name nothing that was not acknowledged to them
        if each.told is Told.FAIL and each.result == "NOT_FOUND":
            yield f"{each.verb} {each.key}: {each.subject} was not found"


def _units(done: Mapping[tuple[Verb, str], Entry], end: End) -> Iterator[str]:
    for variant, shelf in end.shelves.items():
        adjusted = sum(
            each.amount
            for (verb, _), each in done.items()
            if verb is Verb.ADJUST and each.subject == variant
        )
        held = sum(
            order.units
            for order in end.orders.values()
            if order.subject == variant and not order.is_canceled
        )
        if shelf.on_hand != shelf.began + adjusted:
            yield f"shelf {variant}: {shelf.on_hand} lie there, {shelf.began + adjusted} should"
        if shelf.promised != held:
            yield f"shelf {variant}: {shelf.promised} are promised, {held} should be"
        if shelf.promised > shelf.on_hand:
            yield f"shelf {variant}: more is promised than lies there"
    for (verb, _), each in done.items():
        order = end.orders.get(each.result) if verb is Verb.PLACE else None
        if order and (order.subject, order.units) != (each.subject, each.amount):
            yield f"order {each.result}: not what was asked for"


def _money(done: Mapping[tuple[Verb, str], Entry], end: End) -> Iterator[str]:
    captured: dict[str, int] = defaultdict(int)
    refunded: dict[str, int] = defaultdict(int)
    canceled = {each.subject for (verb, _), each in done.items() if verb is Verb.CANCEL}
    for (verb, _), each in done.items():
        if verb is Verb.CAPTURE:
            captured[each.result] += each.amount
        if verb is Verb.REFUND:
            refunded[each.subject] += each.amount
    for name, order in end.orders.items():
        if order.is_canceled != (name in canceled):
            yield f"order {name}: canceled without a word, or not at all"
        for payment, (taken, back) in order.payments.items():
            if taken != captured[payment]:
                yield f"payment {payment}: {taken} taken, {captured[payment]} asked for"
            if back != (taken if order.is_canceled else refunded[payment]):
                yield f"payment {payment}: {back} given back, {refunded[payment]} asked for"
        sums = [sum(column) for column in zip(*order.payments.values(), strict=True)] or [0, 0]
        if [order.captured, order.refunded] != sums:
            yield f"order {name}: it counts its money otherwise than its payments do"
        owed = 0 if order.is_canceled else order.total
        if order.captured - order.refunded + order.due != owed:
            yield f"order {name}: its money does not sum to zero"
    told = {each.result for (verb, _), each in done.items() if verb is Verb.CAPTURE}
    there = {payment for order in end.orders.values() for payment in order.payments}
    yield from (f"payment {payment}: lost, or of no request" for payment in sorted(told ^ there))
