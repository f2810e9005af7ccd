"""What came of many items: each is new, changed, as it was, or refused for reasons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.catalog.bulk.items import Refused
from domain.shared.outbox import plain

MESSAGE_MAX = 400  # characters; it may repeat what stood in a cell
NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # which no row can hold


class ItemOutcome(StrEnum):
    """What came of one item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal as it is kept: its code, its English sentence and what that is about."""

    field: tuple[str, ...]
    code: str
    message: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, refused: Refused) -> "Told":
        """A refusal, ready for a row."""
        error = refused.error
        facts = {
            name: _kept(value) if isinstance(value, str) else plain(value)
            for name, value in error.facts.items()
            if isinstance(value, str | int | UUID)
        }
        path = tuple(_kept(name) for name in refused.field)
        return cls(path, error.code, _kept(error.message), facts)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What came of the item at a place, counted from 0."""

    index: int
    outcome: ItemOutcome
    product_id: UUID | None = None
    variant_id: UUID | None = None
    refusals: Sequence[Told] = field(default_factory=tuple)

    @classmethod
    def refused(cls, index: int, refusals: Sequence[Refused]) -> "ItemResult":
        """An item that was not taken."""
        return cls(index, ItemOutcome.REFUSED, refusals=tuple(map(Told.of, refusals)))

    def as_json(self) -> dict[str, Any]:
        """For a row."""
        return {
            "outcome": self.outcome.value,
            "product": plain(self.product_id),
            "variant": plain(self.variant_id),
            "refusals": [
                {"field": list(one.field), "code": one.code, "message": one.message}
                | {"facts": one.facts}
                for one in self.refusals
            ],
        }

    @classmethod
    def read(cls, index: int, kept: dict[str, Any]) -> "ItemResult":
        """Out of a row."""
        return cls(
            index,
            ItemOutcome(kept["outcome"]),
            _id(kept["product"]),
            _id(kept["variant"]),
            tuple(
                Told(tuple(one["field"]), one["code"], one["message"], one["facts"])
                for one in kept["refusals"]
            ),
        )


def _kept(text: str) -> str:
    """What a file or a client wrote, as a row can hold it."""
    return NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text[:MESSAGE_MAX])


def _id(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)
