"""Who shares a group is told what would be told to it alone; and groups are shared. What groups
tell is shown by generated code, what is told to one alone here by graphql-core: it is the same.

The whole transcript of each member is compared: whoever was there from the beginning, whoever came
back with a cursor, whoever began with what is now, in whatever right.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.identity.scopes import Role, scopes_of
from domain.shared.context import Actor, Context
from tests.graph import Following, Graph
from tests.schema.stage import Stage, gid
from tests.schema.subscriptions.followed import FOLLOWED, Followed
from tests.shop import Shop, staff
from tests.wire import Refused

FACTS = 4
DESK = scopes_of([Role.SERVICE_AGENT])


@dataclass
class Member:
    """Somebody with two ears: one in the shared group, one alone."""

    shared: Following
    alone: Following
    heard: list[Any] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether it is told nothing but why."""
        return isinstance(self.heard[-1], list)

    async def hear(self) -> None:
        """The next item on both ears: what is told, or with which codes it is refused."""
        together, by_itself = await said(self.shared), await said(self.alone)
        assert together == by_itself
        self.heard.append(together)


async def said(following: Following) -> Any:
    try:
        item = await following.next()
    except Refused as refusal:
        return refusal.codes
    if item["kind"] != "EVENT":
        del item["occurredAt"]  # when it was read, by each for itself
    return item


@pytest.mark.parametrize("followed", FOLLOWED, ids=lambda each: each.name)
async def test_together_as_alone(graph: Graph, shop: Shop, followed: Followed) -> None:
    stage = await Stage.build(shop)
    stranger = shop.as_customer(await shop.customer("Stella Strange"))
    thing = await followed.make(stage)
    await graph.tell()
    everybody: list[Actor | Context] = [
        shop.admin,
        staff(*shop.admin.scopes, name="Another One"),
        staff(*DESK),
        stage.as_owner,
        *([stranger] if followed.is_one else []),  # who is told nothing of other people's things
    ]
    async with AsyncExitStack() as stack:

        async def join(who: Actor | Context, **how: Any) -> Member:
            variables = how | ({"id": gid(thing)} if followed.is_one else {})
            shared, alone = [
                await stack.enter_async_context(
                    graph.follow(who, followed.document, alone=alone, **variables)
                )
                for alone in (False, True)
            ]
            return Member(shared, alone)

        members: list[Member] = []
        plain: dict[str, Any] = {"after": None} | (
            {"initial": False} if followed.has_initial else {}
        )
        for who in everybody:
            members.append(await join(who, **plain))
        assert len(graph.groups) < len(everybody), "the two administrators share one"

        for _ in range(FACTS):
            await followed.act(stage, thing)
            await graph.tell()
            for member in members:
                await member.hear()
            members = [member for member in members if not member.is_refused]
        assert members, "somebody may look"
        first = members[0].heard[0]["cursor"]

        members.append(back := await join(shop.admin, **(plain | {"after": first})))
        for _ in range(FACTS - 1):
            await back.hear()
        assert [item["cursor"] for item in back.heard] == [
            item["cursor"] for item in members[0].heard[1:]
        ]
        if followed.has_initial:
            members.append(new := await join(shop.admin, **(plain | {"initial": True})))
            await new.hear()
            assert new.heard[0]["kind"] == "INITIAL"
        await followed.act(stage, thing)
        await graph.tell()
        for member in members:
            await member.hear()
            assert member.heard[-1]["kind"] == "EVENT"
