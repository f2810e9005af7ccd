"""How a document is answered: its plan laid open, and each part timed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import orjson
from graphql import OperationType
from graphql.execution.values import VariableValues

from domain.shared import sql
from schema.engine.engine import Checked
from schema.engine.plan import Plan
from schema.engine.sources import right_of
from schema.shared.context import GraphContext
from schema.shared.cost import COST_MAX, TooCostly


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement that was sent."""

    sql: str
    rows: int
    seconds: float
    plan: tuple[str, ...] = ()


@dataclass(slots=True)
class Explained:
    """How a document is answered, in seconds and bytes; `why` says why no plan answers it."""

    cost: int
    checking_seconds: float
    why: str | None = None
    reads: set[str] = field(default_factory=set)
    is_personal: bool = True
    compiling_seconds: float = 0.0
    statements: list[Sent] = field(default_factory=list)
    showing_seconds: float = 0.0
    length: int = 0
    code: str = ""


async def explain(
    schema: Any,
    document: str,
    variables: Mapping[str, Any],
    operation_name: str | None,
    context: GraphContext,
) -> Explained | None:
    """Answer a query once, with nothing remembered, and say how. None where it is no valid query.

    Raises:
        DomainError: as the query itself.
    """
    began = perf_counter()
    checked = schema.check(document, operation_name)
    checking = perf_counter() - began
    if not isinstance(checked, Checked) or checked.operation.operation is not OperationType.QUERY:
        return None
    cost = checked.cost.of(variables)
    if cost > COST_MAX:
        raise TooCostly(cost)
    if context.purse is not None:  # it is answered in full, beside what asks for that
        context.purse.spend(cost)
    found = Explained(cost, checking)
    values = checked.variables.of(variables)
    if values is None:
        found.why = "its variables are not what it declares"
        return found
    began = perf_counter()
    plan = schema.engine.compile(checked, values, right_of(context.domain))
    found.compiling_seconds = perf_counter() - began
    if not isinstance(plan, Plan):
        found.why = plan.reason
        return found
    found.reads, found.is_personal, found.code = plan.reads, plan.is_personal, plan.source
    await _answer(found, plan, context, values)
    return found


async def _answer(
    found: Explained, plan: Plan, context: GraphContext, values: VariableValues
) -> None:
    run = plan.begin(context, values)
    sent: list[tuple[str, list[object], int, float]] = []
    run.trace = lambda text, given, rows, seconds: sent.append((text, given, rows, seconds))
    began = perf_counter()
    data = await plan.answer(run)
    found.length = len(orjson.dumps({"data": data}, option=orjson.OPT_UTC_Z))
    whole = perf_counter() - began
    found.showing_seconds = whole - sum(seconds for *_, seconds in sent)
    found.statements = [
        Sent(text, rows, seconds, await _plan_of(text, given))
        for text, given, rows, seconds in sent
    ]


async def _plan_of(text: str, given: list[object]) -> tuple[str, ...]:
    return tuple(row[0] for row in await sql.fetch(f"EXPLAIN {text}", *given))
