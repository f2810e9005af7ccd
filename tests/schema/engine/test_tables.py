"""The tables of reads promise what the schema promises: they are walked, nothing is run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type
from tortoise.fields import BigIntField
from tortoise.models import Model

from domain.shared import sql
from domain.shared.context import SYSTEM, Context
from schema.engine.mapping import Column, Many, Masked, One, Pages, Part, Read
from schema.reads import TABLES
from schema.root import schema

GRAPH = schema._schema
SOMEBODY = Context(actor=SYSTEM, now=datetime(2026, 3, 2, tzinfo=UTC))


def model_of(read: Read) -> type[Model]:
    model: type[Model] = read.visible(SOMEBODY).model
    return model


def kind_of(read: Read) -> GraphQLObjectType:
    kind = GRAPH.type_map[read.type]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def plain(read: Read, name: str, definition: GraphQLField) -> str | None:
    """The column that a field is, if it is one."""
    how = read.fields.get(name)
    if isinstance(how, Masked):
        return how.column
    if how is not None:
        return how.name if isinstance(how, Column) else None
    field: Any = definition.extensions["strawberry-definition"]
    return None if field.base_resolver else str(field.python_name)


def columns() -> Iterator[tuple[Read, str, GraphQLField, str]]:
    for read in TABLES.reads.values():
        for name, definition in kind_of(read).fields.items():
            column = plain(read, name, definition)
            if column is not None:
                yield read, name, definition, column


@pytest.mark.usefixtures("database")
def test_a_column_is_there_and_holds_what_is_promised() -> None:
    broken = []
    for read, name, definition, column in columns():
        found = model_of(read)._meta.fields_map[column]
        if isinstance(definition.type, GraphQLNonNull) and found.null:
            broken.append(f"{read.name}.{name} promises that it is never null")
        if get_named_type(definition.type).name == "Int" and isinstance(found, BigIntField):
            broken.append(f"{read.name}.{name} may be too large for GraphQL's Int")

    assert broken == []


@pytest.mark.usefixtures("database")
def test_a_relation_leads_to_a_table_of_its_type() -> None:
    broken = []
    for read in TABLES.reads.values():
        for name, how in read.fields.items():
            inner = _inner(kind_of(read), name)
            if isinstance(how, One | Many | Pages):
                target = TABLES.reads[how.read]
                holder, key = (read, how.key) if isinstance(how, One) else (target, how.by)
                if target.type not in _shown(inner):
                    broken.append(f"{read.name}.{name} leads to {target.type}")
                if key and key not in model_of(holder)._meta.fields_map:
                    broken.append(f"{read.name}.{name} goes by {key}")
            elif isinstance(how, Part) and not set(how.fields) <= set(inner.fields):
                broken.append(f"{read.name}.{name} has other parts")

    assert broken == []


@pytest.mark.usefixtures("database")
async def test_a_table_of_links_has_the_columns_it_goes_by() -> None:
    fields = [how for read in TABLES.reads.values() for how in read.fields.values()]
    many = [how for how in fields if isinstance(how, Many)]
    links = [how.link for how in many if how.link]

    assert len(links) >= 4
    assert all(how.by for how in many if not how.link)
    for link in links:
        columns = ", ".join((link.here, link.there, *link.order))
        await sql.rows(f"SELECT {columns} FROM {link.table} AS link LIMIT 0")


@pytest.mark.parametrize("read", list(TABLES.reads.values()), ids=lambda read: read.name)
def test_a_table_names_fields_that_there_are(read: Read) -> None:
    assert set(read.fields) <= set(kind_of(read).fields)


def _inner(kind: GraphQLObjectType, name: str) -> Any:
    return get_named_type(kind.fields[name].type)


def _shown(kind: Any) -> set[str]:
    """The type of a relation, or of a connection's rows."""
    rows = kind.fields.get("nodes")
    return {kind.name, get_named_type(rows.type).name if rows else kind.name}


def test_every_type_with_an_id_has_a_table() -> None:
    nodes = {kind.name for kind in GRAPH.get_possible_types(GRAPH.type_map["Node"])}  # type: ignore[arg-type]

    assert nodes <= {read.type for read in TABLES.reads.values()}


def test_every_field_at_the_root_of_queries_that_reads_rows_is_in_the_table() -> None:
    by_resolvers = {
        "auditHead",
        "auditTrail",
        "automationDryRun",
        "automationTemplates",
        "channelReconciliation",
        "couponValidate",
        "eventCursor",
        "explain",
        "mergeCandidates",
        "myNotificationPreferences",
        "myUnreadNotificationCount",
        "notificationTemplatePreview",
        "orderSteps",
        "pricingRulePreview",
        "routingPreview",
        "promotionEvaluate",
        "quote",
        "realtime",
        "retentionExemptions",
        "retentionPreview",
        "retentionRules",
        "search",
        "searchSuggest",
        "shipmentTracking",
        "shippingQuotes",
        "viewer",
    }
    query = GRAPH.query_type
    assert query is not None

    assert set(query.fields) - set(TABLES.roots) == by_resolvers
