"""Lifecycles as tables: what may follow what, by which action. One writer of `status`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from tortoise.models import Model

from domain.shared.errors import InvalidTransition, VersionConflict

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S, A]):
    """One arrow: from any of `sources`, the named action leads to `target`.

    A `target` of None leads back to where the row was held from (hold and release).
    """

    action: A
    sources: frozenset[S]
    target: S | None


def move(action: A, sources: Iterable[S] | S, target: S | None) -> Move[S, A]:
    """One row of a table, written as a sentence: action, from, to."""
    from_ = frozenset({sources}) if isinstance(sources, StrEnum) else frozenset(sources)
    return Move(action, from_, target)


class StateMachine(Generic[S, A]):
    """The life of one kind of thing, as data.

    `held` are states that remember where a row came from, so that it can go back.

    Refuses to be built where a state cannot be reached or an action is listed twice from one
    state, so that a mistake shows at import and not in the shop.
    """

    def __init__(
        self,
        kind: str,
        states: type[S],
        *,
        initial: set[S],
        held: S | Collection[S] = (),
        moves: list[Move[S, A]],
    ) -> None:
        self.kind = kind
        self.states = states
        self.initial = initial
        self.held = frozenset({held}) if isinstance(held, StrEnum) else frozenset(held)
        self.moves = moves
        self._target = {
            (source, arrow.action): arrow.target for arrow in moves for source in arrow.sources
        }
        arrows = sum(len(arrow.sources) for arrow in moves)
        assert len(self._target) == arrows, f"{kind}: an action listed twice from one state"
        reached = initial | {arrow.target for arrow in moves if arrow.target is not None}
        assert reached == set(states), f"{kind}: no way into {set(states) - reached}"

    def actions(self, state: S) -> list[A]:
        """What can be done in a state, in the table's order."""
        return [arrow.action for arrow in self.moves if state in arrow.sources]

    def allows(self, state: S, action: A) -> bool:
        """Whether the table has this arrow."""
        return (state, action) in self._target

    def target(self, state: S, action: A, *, held_from: S | None = None) -> S:
        """Where an action leads.

        Raises:
            InvalidTransition: the table has no such arrow from here.
        """
        if (state, action) not in self._target:
            raise InvalidTransition(self.kind, state, action, [*map(str, self.actions(state))])
        to = self._target[state, action] or held_from
        assert to is not None, f"{self.kind}: {action} does not know what it was held from"
        return to

    async def move(self, row: Model, action: A, *, at: datetime, **changes: Any) -> S:
        """Move one row, raising its version by one, and say where it was before.

        The WHERE clause is the guard: whoever comes second finds another version.

        Raises:
            InvalidTransition: the table has no such arrow from here.
            VersionConflict: somebody else moved the row first.
        """
        source: S = row.status  # type: ignore[attr-defined]
        to = self.target(source, action, held_from=getattr(row, "held_from", None))
        if to in self.held:
            changes["held_from"] = source
        elif source in self.held:
            changes["held_from"] = None
        await raise_version(row, self.kind, at=at, status=to, **changes)
        return source


async def raise_version(row: Model, kind: str, /, *, at: datetime, **changes: Any) -> None:
    """Change an aggregate's own columns and raise its version by exactly one.

    Raises:
        VersionConflict: somebody else changed the row since it was read.
    """
    version: int = row.version  # type: ignore[attr-defined]
    changes |= {"version": version + 1, "updated_at": at}
    changed = await type(row).filter(pk=row.pk, version=version).update(**changes)
    if changed == 0:
        raise VersionConflict(kind, expected=version)
    row.update_from_dict(changes)


def expect_version(row: Model, kind: str, expected: int | None) -> None:
    """Refuse a write that was decided on an older version than the one we hold.

    Raises:
        VersionConflict: `expected` is given and is not the row's version.
    """
    actual: int = row.version  # type: ignore[attr-defined]
    if expected is not None and expected != actual:
        raise VersionConflict(kind, expected=expected, actual=actual)
