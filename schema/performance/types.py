"""How a document is answered, as its author sees it."""

from enum import Enum

import strawberry


@strawberry.enum(description="What answers a document.")
class AnsweringTier(Enum):
    """The two ways."""

    PLAN = strawberry.enum_value(
        "plan", description="A compiled plan: a few statements, and code written for it."
    )
    RESOLVERS = strawberry.enum_value(
        "resolvers", description="Resolvers, by graphql-core: slower, with statements of their own."
    )


@strawberry.type(description="One statement that answering a document took.")
class ExplainedStatement:
    """SQL, its plan, and its time."""

    sql: str = strawberry.field(description="The statement, with $1, $2 … for its parameters.")
    rows: int = strawberry.field(description="How many rows came.")
    milliseconds: float = strawberry.field(description="From sending it until the rows were here.")
    database_plan: list[str] = strawberry.field(
        description="What PostgreSQL says it does (EXPLAIN), line by line."
    )


@strawberry.type(description="How a document is answered for you, and what each part takes.")
class Explanation:
    """A document's plan."""

    tier: AnsweringTier = strawberry.field(description="What answers it.")
    why: str | None = strawberry.field(
        description="Why no plan answers it; null where one does. Then there is nothing below."
    )
    cost: int = strawberry.field(description="What it costs, before it runs.")
    types_read: list[str] = strawberry.field(description="The kinds of rows it reads, by name.")
    is_same_for_everybody: bool = strawberry.field(
        description="Whether everybody with the same right is answered the same by the same rows."
    )
    checking_milliseconds: float = strawberry.field(
        description="Parsing and validating it: once for each document."
    )
    compiling_milliseconds: float = strawberry.field(
        description="Making its plan: once for each document and right."
    )
    statements: list[ExplainedStatement] = strawberry.field(description="What was read, in order.")
    showing_milliseconds: float = strawberry.field(
        description="All the rest: putting the rows into the shape of the answer, as bytes."
    )
    bytes: int = strawberry.field(description="How long the answer is.")
    code: str = strawberry.field(description="The code that was written for it.")
