"""Those who follow a thing of their own each, with the same words and in the same right."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from realtime.items import Item
from realtime.steps import Told
from schema.engine.engine import Tell
from schema.shared.context import GraphContext


@dataclass(frozen=True, slots=True)
class GraphKin:
    """What they are told is read and shown together, in nobody's name."""

    key: Hashable
    context: GraphContext
    tell: Tell

    async def told(self, facts: Sequence[Told]) -> list[Item | None]:
        """The items of facts, judged and read at one instant."""
        domain = self.context.domain.at(datetime.now(UTC))
        context = replace(self.context, domain=domain, cursor=facts[-1].at.text, loaders={})
        bodies = await self.tell(context, facts)
        return [
            None if body is None else _item(fact, body)
            for fact, body in zip(facts, bodies, strict=True)
        ]


def _item(fact: Told, body: bytes) -> Item:
    event = fact.event
    return Item(body, fact.at, subject=event.aggregate_id, version=event.version, is_fact=True)
