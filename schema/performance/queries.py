"""Reading how documents are answered."""

from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput
from schema.engine.explaining import Explained, explain
from schema.performance.types import AnsweringTier, ExplainedStatement, Explanation
from schema.shared.context import Info


@strawberry.type(description="Reading how documents are answered.")
class PerformanceQueries:
    """For whoever writes documents."""

    @strawberry.field(
        description="How a query is answered for you: its plan, its SQL, and the time of each"
        " part. It is answered once to find out. Null without events:read."
    )
    async def explain(
        self,
        info: Info,
        document: Annotated[str, strawberry.argument(description="The query.")],
        variables: Annotated[
            JSON | None, strawberry.argument(description="Its variables, by name.")
        ] = None,
        operation_name: Annotated[
            str | None, strawberry.argument(description="Which of its operations, if several.")
        ] = None,
    ) -> Explanation | None:
        if not info.context.domain.allows(Scope.EVENTS_READ):
            return None
        if variables is not None and not isinstance(variables, dict):
            raise InvalidInput("Variables go by their names.", "variables")
        schema: Any = info.schema
        found = await explain(schema, document, variables or {}, operation_name, info.context)
        if found is None:
            raise InvalidInput("This is no valid query.", "document")
        return _shown(found)


def _shown(found: Explained) -> Explanation:
    return Explanation(
        tier=AnsweringTier.RESOLVERS if found.why else AnsweringTier.PLAN,
        why=found.why,
        cost=found.cost,
        types_read=sorted(found.reads),
        is_same_for_everybody=not found.is_personal,
        checking_milliseconds=found.checking_seconds * 1_000,
        compiling_milliseconds=found.compiling_seconds * 1_000,
        statements=[
            ExplainedStatement(
                sql=each.sql,
                rows=each.rows,
                milliseconds=each.seconds * 1_000,
                database_plan=list(each.plan),
            )
            for each in found.statements
        ],
        showing_milliseconds=found.showing_seconds * 1_000,
        bytes=found.length,
        code=found.code,
    )
