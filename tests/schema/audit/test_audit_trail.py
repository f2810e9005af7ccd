"""The audit trail as auditors read it: who did, saw and was refused what, newest first."""

from datetime import timedelta
from typing import Any

import pytest

from domain.audit.chain import SealKey
from domain.audit.entries import AuditKind, Entry, Subject
from domain.audit.rows import head
from domain.audit.seal import Sealer
from domain.identity.deactivate import deactivate
from domain.identity.hire import hire
from domain.identity.models import StaffMember
from domain.identity.scopes import Role, Scope, scopes_of
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.shop import OPENING, Shop, staff
from tests.wire import Refused

KEY = SealKey.of("a secret for tests of the trail, long enough")
TRAIL = """
query ($where: AuditTrailFilter, $first: Int, $after: String, $last: Int, $before: String) {
    auditTrail(where: $where, first: $first, after: $after, last: $last, before: $before) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes {
            kind what code count requestId address occurredAt sealedIn version data
            actor { kind key id name } subjects { kind id of }
        }
    }
}"""
WHAT = """
query ($where: AuditTrailFilter, $first: Int) {
    auditTrail(where: $where, first: $first) { nodes { what actor { name } } }
}"""


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


@pytest.fixture
def auditor(shop: Shop) -> Context:
    return shop.as_(staff(*scopes_of([Role.AUDITOR]), name="Ann"))


async def sealed(graph: Graph) -> None:
    """All that happened is numbered, written and sealed."""
    await graph.audit.write()
    await graph.tell()
    await Sealer(KEY).seal(OPENING)


async def trail(graph: Graph, who: Context, **asked: Any) -> list[dict[str, Any]]:
    found = await graph.ask(who, TRAIL, **asked)
    nodes: list[dict[str, Any]] = found["auditTrail"]["nodes"]
    return nodes


async def whats(graph: Graph, who: Context, **where: Any) -> list[str]:
    return [each["what"] for each in await trail(graph, who, where=where)]


async def hired(shop: Shop) -> StaffMember:
    """Somebody new, and the fact of it."""
    return await hire(shop.ctx, "Sun Li", f"{new_id()}@tradegraph.example", [Role.SERVICE_AGENT])


def entry(kind: AuditKind = AuditKind.REFUSED, **said: Any) -> Entry:
    told: dict[str, Any] = {
        "kind": kind,
        "actor": "anonymous",
        "occurred_at": OPENING,
        "request_id": "request",
    }
    return Entry(**(told | said))


async def test_a_fact_shows_who_did_what_to_what_and_from_where(
    graph: Graph, stage: Stage, auditor: Context
) -> None:
    sun = await hired(stage.shop)
    change = stage.shop.ctx
    graph.audit.note(
        entry(
            AuditKind.ACTED,
            actor=change.actor.key,
            request_id=change.request_id,
            address="192.0.2.7",
            operation="mutation staffMemberDeactivate",
        )
    )
    await deactivate(change, sun.id)
    await sealed(graph)

    acted, fact, *_ = await trail(graph, auditor)

    assert (acted["kind"], acted["what"]) == ("ACTED", "mutation staffMemberDeactivate")
    assert fact["what"] == "identity.staff_member_deactivated"
    assert (fact["kind"], fact["version"], fact["data"]) == ("FACT", 2, {})
    assert fact["subjects"] == [{"kind": "staff_member", "id": gid(sun), "of": []}]
    assert fact["actor"]["key"] == change.actor.key
    assert (fact["requestId"], fact["address"]) == (change.request_id, "192.0.2.7")
    assert (fact["sealedIn"], acted["sealedIn"]) == (1, 1)


async def test_who_works_here_is_called_by_name_and_a_customer_is_masked(
    graph: Graph, stage: Stage, auditor: Context
) -> None:
    sun = await stage.shop.colleague(Role.SERVICE_AGENT)
    owner = stage.as_owner.actor
    graph.audit.note(entry(actor=f"staff:{sun.id}", operation="staff"))
    graph.audit.note(entry(actor=owner.key, operation="customer"))
    await sealed(graph)
    both = stage.shop.as_staff(Scope.AUDIT_READ, Scope.CUSTOMERS_READ)

    of_customer, of_staff = (await trail(graph, both, where={"kinds": ["REFUSED"]}))[:2]

    assert of_staff["actor"]["name"] == sun.name
    assert of_staff["actor"]["id"] == gid(sun)
    assert of_customer["actor"]["name"] == "O*** O***"
    assert (await trail(graph, auditor, where={"actorId": owner.key}))[0]["actor"]["name"] is None


async def test_newest_first_page_by_page_and_back_again(
    graph: Graph, stage: Stage, auditor: Context
) -> None:
    for step in range(3):
        await hired(stage.shop)
        graph.audit.note(entry(operation=f"a {step}"))
        graph.audit.note(entry(operation=f"b {step}"))
        await sealed(graph)
    everything = await whats(graph, auditor)
    assert everything[:3] == ["b 2", "a 2", "identity.staff_member_hired"]

    there: list[str] = []
    cursor = None
    while True:
        page = (await graph.ask(auditor, TRAIL, first=2, after=cursor))["auditTrail"]
        there += [node["what"] for node in page["nodes"]]
        assert page["totalCount"] == len(everything)
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    back: list[str] = []
    cursor = None
    while True:
        page = (await graph.ask(auditor, TRAIL, last=2, before=cursor))["auditTrail"]
        back = [node["what"] for node in page["nodes"]] + back
        cursor = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break

    assert there == everything
    assert back == everything


async def test_it_is_narrowed_by_who_what_when_and_in_which_request(
    graph: Graph, stage: Stage, auditor: Context
) -> None:
    sun, wei = [await hired(stage.shop) for _ in range(2)]
    about = (Subject("customer", str(stage.owner.id), ("name",)),)
    later = OPENING + timedelta(hours=1)
    graph.audit.note(entry(actor=f"staff:{sun.id}", operation="by sun"))
    graph.audit.note(entry(AuditKind.PERSONAL_DATA_READ, operation="about", subjects=about))
    graph.audit.note(entry(operation="later", occurred_at=later))
    graph.audit.note(entry(operation="asked", request_id="this one"))
    await sealed(graph)

    assert await whats(graph, auditor, actorId=gid(sun)) == ["by sun"]
    assert await whats(graph, auditor, actorId=f"staff:{sun.id}") == ["by sun"]
    assert await whats(graph, auditor, subjectId=gid(stage.owner)) == ["about"]
    assert await whats(graph, auditor, subjectId=gid(wei)) == ["identity.staff_member_hired"]
    assert await whats(graph, auditor, kinds=["PERSONAL_DATA_READ"]) == ["about"]
    assert await whats(graph, auditor, kinds=["FACT"], subjectId=gid(sun)) == [
        "identity.staff_member_hired"
    ]
    assert await whats(graph, auditor, **{"from": later.isoformat()}) == ["later"]
    assert "later" not in await whats(graph, auditor, to=OPENING.isoformat())
    assert await whats(graph, auditor, requestId="this one") == ["asked"]
    assert await whats(graph, auditor, subjectId="nonsense") == []
    assert await whats(graph, auditor, subjectId=global_id("Brand", sun.id)) == []
    assert await whats(graph, auditor, actorId=gid(stage.owner)) == []


async def test_imported_history_is_in_it(graph: Graph, stage: Stage, auditor: Context) -> None:
    await hired(stage.shop)
    await sql.execute("UPDATE event SET historic = true")
    await sealed(graph)

    assert await whats(graph, auditor) == ["identity.staff_member_hired"]


async def test_to_read_it_stands_in_it(graph: Graph, stage: Stage, auditor: Context) -> None:
    await graph.ask(auditor, WHAT, where={"subjectId": gid(stage.owner)})
    await sealed(graph)

    newest = (await trail(graph, auditor))[0]

    assert (newest["kind"], newest["actor"]["key"]) == ("TRAIL_READ", auditor.actor.key)
    assert newest["subjects"] == [{"kind": "customer", "id": gid(stage.owner), "of": []}]


@pytest.mark.parametrize("document", [WHAT, "{ auditHead { number hash sealedAt } }"])
async def test_it_is_for_auditors(graph: Graph, shop: Shop, document: str) -> None:
    for who, code in ((shop.as_anonymous, "UNAUTHENTICATED"), (shop.as_staff(), "FORBIDDEN")):
        with pytest.raises(Refused) as refused:
            await graph.ask(who, document)
        assert refused.value.codes == [code]
    assert {each.code for each in graph.audit.noted} == {"UNAUTHENTICATED", "FORBIDDEN"}


async def test_the_newest_seal_is_there_to_be_kept_elsewhere(
    graph: Graph, shop: Shop, auditor: Context
) -> None:
    document = "{ auditHead { number hash sealedAt } }"
    assert await graph.ask(auditor, document) == {"auditHead": None}
    await hired(shop)
    await sealed(graph)
    seal = await head()
    assert seal is not None

    assert (await graph.ask(auditor, document))["auditHead"] == {
        "number": 1,
        "hash": seal.hash.hex(),
        "sealedAt": "2026-03-02T09:00:00Z",
    }


async def test_a_longer_page_takes_no_more_statements(
    graph: Graph, shop: Shop, auditor: Context
) -> None:
    for _ in range(12):
        sun = await shop.colleague(Role.SERVICE_AGENT)
        graph.audit.note(entry(actor=f"staff:{sun.id}"))
    await sealed(graph)

    few = await graph.statements(auditor, WHAT, first=2)
    assert await graph.statements(auditor, WHAT, first=20) == few


@pytest.mark.parametrize("request_id", ["x" * 65, "x\u0000"])
async def test_what_no_request_is_called_is_refused(
    graph: Graph, auditor: Context, request_id: str
) -> None:
    with pytest.raises(Refused) as refused:
        await graph.ask(auditor, WHAT, where={"requestId": request_id})

    [error] = refused.value.errors
    assert error["extensions"]["field"] == ["where", "requestId"]


@pytest.mark.parametrize("nobody", ["x" * 65, "x\u0000", ""])
async def test_what_cannot_be_an_id_finds_nothing(
    graph: Graph, shop: Shop, auditor: Context, nobody: str
) -> None:
    await hired(shop)
    await sealed(graph)

    assert await whats(graph, auditor, actorId=nobody) == []
    assert await whats(graph, auditor, subjectId=nobody) == []
