"""SQL statements of every list: as many with sixteen of everything as with two."""

import asyncio
from typing import Any

import orjson
from strawberry.types import ExecutionResult

from api.measuring import count_statements
from bench.progress import Say
from bench.rows import Row, exactly
from bench.standing import standing
from schema.root import schema
from tests.graph import Graph, open_graph
from tests.schema.growing import grow
from tests.schema.lists import OF_CUSTOMERS, documents, root_of
from tests.schema.stage import Stage

FEW, MANY = 2, 16  # of the lists with most on each row no larger page may be asked for
HOW = (
    "the list with what hangs on its rows, or what a screen shows of each (tests/schema/lists.py),"
    " a page of {many} rows, asked in process by an administrator: {few_sent} statements in a shop"
    " with {few} of everything, {many_sent} in one with {many}"
)
ALL_LISTS = """
{ __type(name: "Query") { fields { name type { kind ofType { name } } } } }
"""


def measure(say: Say) -> list[Row]:
    """Each list at two rows and at sixteen."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    async with standing() as stand, open_graph(stand.shop, stand.credentials) as graph:
        stage = await Stage.build(stand.shop)
        few = await _with(stage, graph, FEW, say)
        many = await _with(stage, graph, MANY, say)
        return [*(_row(name, few[name], many[name]) for name in few), await _all_covered(graph)]


async def _with(stage: Stage, graph: Graph, times: int, say: Say) -> dict[str, int]:
    """How many statements each list takes where there are so many of everything."""
    say(f"a shop with {times} of everything")
    await grow(stage, times - (FEW if times > FEW else 0))
    await graph.tell()
    asked = {name: text for name, text in documents().items() if root_of(name) not in OF_CUSTOMERS}
    say(f"{len(asked)} lists and parts of lists")
    return {name: await _statements(graph, name, text, times) for name, text in asked.items()}


def _row(name: str, few: int, many: int) -> Row:
    how = HOW.format(few=FEW, many=MANY, few_sent=few, many_sent=many)
    return exactly(f"statements of {name}: {MANY} rows", many, few, "statements", how)


async def _statements(graph: Graph, name: str, text: str, times: int) -> int:
    """How many statements a page takes on which all of them are."""
    async with count_statements() as statements:
        data = await _answer(graph, text, first=MANY)
    shown = len(data[root_of(name)]["nodes"])
    assert times <= shown <= MANY, f"{name}: {shown} rows instead of {times}"
    return statements.count


async def _answer(graph: Graph, text: str, **variables: Any) -> dict[str, Any]:
    """As the product answers: by a plan where there is one, else by graphql-core."""
    context = graph.context(graph.shop.admin)
    planned = await schema.engine.answer(text, variables, None, context)
    if planned is not None:
        said = orjson.loads(planned)
        assert "errors" not in said, said
        return dict(said["data"])
    answer = await schema.execute(text, variable_values=variables, context_value=context)
    assert isinstance(answer, ExecutionResult)
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    return answer.data


async def _all_covered(graph: Graph) -> Row:
    """Every list that the graph offers has a document."""
    data = await _answer(graph, ALL_LISTS)
    lists = {
        field["name"]
        for field in data["__type"]["fields"]
        if str((field["type"]["ofType"] or {}).get("name")).endswith("Connection")
    }
    missing = sorted(lists ^ {root_of(name) for name in documents()})
    how = "; ".join(["the connections of Query against tests/schema/lists.py", *missing])
    return exactly("statements: lists without a document", len(missing), 0, "lists", how)
