"""Imports with their faults, and what came of items, as clients see them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import strawberry
from strawberry.utils.str_converters import to_camel_case

from domain.catalog import queries as catalog
from domain.catalog.bulk import models, queries
from domain.catalog.bulk.results import ItemOutcome, ItemResult, Told
from domain.catalog.bulk.states import (
    CATALOG_IMPORT,
    ImportAction,
    ImportFailure,
    ImportFormat,
    ImportKind,
    ImportStatus,
)
from domain.catalog.bulk.tokens import token_of
from schema.catalog.types import Product, ProductVariant
from schema.shared.codes import ErrorCode
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.sentences import told_sentence

WHOLE = 100  # percent

describe(
    ImportKind,
    "What the rows of a file are.",
    PRODUCTS="Products, and with a SKU variants of them.",
    PRICES="What variants cost.",
)
describe(
    ImportFormat,
    "How the rows of a file are written.",
    CSV="As RFC 4180 has it: a header, commas, quotation marks; UTF-8.",
    JSONL="A JSON object in each line; UTF-8.",
)
describe(
    ImportStatus,
    "How far an import has come.",
    AWAITING_FILE="Its file is to come.",
    QUEUED="Its file is here and waits for its turn.",
    RUNNING="It is gone through.",
    PREVIEWED="All of it was looked at and nothing was written. It can be applied.",
    COMPLETED="All rows are done; those with faults were left out.",
    CANCELED="Somebody stopped it; what was written by then stays.",
    FAILED="It did not come to its end; `failure` says why. What was written by then stays.",
)
describe(
    ImportAction,
    "What moves an import.",
    RECEIVE="Its file comes.",
    BEGIN="A worker takes it up.",
    SHOW="A preview comes to its end.",
    APPLY="What was previewed is written.",
    COMPLETE="It comes to its end.",
    CANCEL="Somebody stops it.",
    FAIL="It cannot go on.",
)
describe(
    ImportFailure,
    "Why an import did not come to its end. Treat a value you do not know as STUCK.",
    NO_FILE="No file came in time.",
    FILE_LOST="The file is gone. Bring it again.",
    BAD_HEADER="The header is none, or names columns that there are not; see the faults.",
    TOO_MANY_ROWS="It has more than 500,000 rows.",
    TOO_MANY_FAULTS="It has more than 50,000 faults, so it is hardly what it was taken for.",
    STUCK="Several workers died at the same place.",
)
describe(
    ItemOutcome,
    "What came of one item.",
    CREATED="It is new, or its variant is, or its price.",
    UPDATED="Something of it is another than before.",
    UNCHANGED="It was so already.",
    REFUSED="It was left out; the refusals say why.",
)


@strawberry.type(description="Why an item of many was left out.")
class BulkRefusal:
    """A refusal of one item."""

    code: ErrorCode = strawberry.field(description="The stable reason.")
    message: str = strawberry.field(description="A sentence to show, in the asker's language.")
    field: list[str] = strawberry.field(
        description="The path into the input: of the fourth item's SKU items, 3 and sku."
    )

    @classmethod
    def each(cls, index: int, told: Iterable[Told], locale: str) -> "list[BulkRefusal]":
        """The refusals of the item at a place."""
        return [
            cls(
                code=ErrorCode[one.code],
                message=told_sentence(one.code, one.message, one.facts, locale),
                field=["items", str(index), *_path(one.field)],
            )
            for one in told
        ]


@strawberry.type(description="What came of one item of many.")
class BulkItemResult:
    """An item's result."""

    result: strawberry.Private[ItemResult]
    index: int = strawberry.field(description="Its place among the items, from 0.")
    outcome: ItemOutcome = strawberry.field(description="What came of it.")
    refusals: list[BulkRefusal] = strawberry.field(
        description="Why it was left out; empty where it was not."
    )

    @classmethod
    def each(cls, results: Sequence[ItemResult], locale: str) -> "list[BulkItemResult]":
        """All of them."""
        return [
            cls(
                result=result,
                index=result.index,
                outcome=result.outcome,
                refusals=BulkRefusal.each(result.index, result.refusals, locale),
            )
            for result in results
        ]

    @strawberry.field(description="The product as it is now; none if the item was left out.")
    async def product(self, info: Info) -> Product | None:
        key = self.result.product_id
        return Product.maybe(await info.context.one(catalog.products_by_ids, key))

    @strawberry.field(
        description="The variant as it is now; none if the item was left out or named none."
    )
    async def variant(self, info: Info) -> ProductVariant | None:
        key = self.result.variant_id
        return ProductVariant.maybe(await info.context.one(catalog.variants_by_ids, key))


@strawberry.type(description="What came of many items. One that was left out harms no other.")
class BulkResults:
    """All items, and how many came out how."""

    created: int = strawberry.field(description="How many made something new.")
    updated: int = strawberry.field(description="How many changed something.")
    unchanged: int = strawberry.field(description="How many said what was so already.")
    refused: int = strawberry.field(description="How many were left out.")
    items: list[BulkItemResult] = strawberry.field(
        description="What came of each item, in their order."
    )

    @classmethod
    def of(cls, results: Sequence[ItemResult], locale: str) -> "BulkResults":
        """As clients see them."""
        count = Counter(result.outcome for result in results)
        return cls(
            created=count[ItemOutcome.CREATED],
            updated=count[ItemOutcome.UPDATED],
            unchanged=count[ItemOutcome.UNCHANGED],
            refused=count[ItemOutcome.REFUSED],
            items=BulkItemResult.each(results, locale),
        )


@strawberry.type(description="One thing that is wrong with one row of a file.")
class CatalogImportFault(Backed[models.CatalogImportFault]):
    """A fault."""

    @strawberry.field(
        description="The number of the row as a spreadsheet shows it: the header of CSV is row 1."
        " In JSON Lines, the number of the line."
    )
    def row_number(self) -> int:
        return self.row.row_number

    @strawberry.field(description="The column; none where it is the whole row.")
    def column(self) -> str | None:
        return self.row.column_name

    @strawberry.field(description="The stable reason.")
    def code(self) -> ErrorCode:
        return ErrorCode[self.row.code]

    @strawberry.field(description="A sentence to show, in the asker's language.")
    def message(self, info: Info) -> str:
        row = self.row
        return told_sentence(row.code, row.message, row.facts, info.context.domain.locale)


@strawberry.type(description="A file of rows on its way into the catalog, and how far it is.")
class CatalogImport(Node, Backed[models.CatalogImport]):
    """An import."""

    kind: ImportKind = column("What its rows are.")
    format: ImportFormat = column("How they are written.")
    status: ImportStatus = column("How far it has come.")
    failure: ImportFailure | None = column("Why it did not come to its end, where that is so.")
    is_preview: bool = column("Whether nothing is written but what is wrong with it.")
    total_bytes: int = column("The size of its file.")
    bytes_done: int = column("How many bytes of it are done.")
    rows_done: int = column("How many rows are done, blank ones and faulty ones among them.")
    items_created: int = column("Rows that made something new, or would.")
    items_updated: int = column("Rows that changed something, or would.")
    items_unchanged: int = column("Rows that said what was so already.")
    rows_faulty: int = column("Rows that were left out.")
    version: int = column("Raised by one with every step; progress is none.")
    created_at: datetime = column("When somebody asked for it.")
    updated_at: datetime = column("When it last moved.")

    @strawberry.field(description="How much of the file is done, 0 to 100.")
    def percent_done(self) -> int:
        return percent(self.row.bytes_done, self.row.total_bytes)

    @strawberry.field(description="What can be done with it now, by somebody or by the worker.")
    def available_actions(self) -> list[ImportAction]:
        return CATALOG_IMPORT.actions(self.row.status)

    @strawberry.field(description="Everything that is wrong with its rows, in their order.")
    async def faults(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CatalogImportFault]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_faults, key, part, queries.BY_POSITION)
        return connect(
            page,
            CatalogImportFault.of,
            lambda: info.context.count(queries.counts_of_faults, key),
        )


@strawberry.type(
    description="A way in for one file: PUT its bytes to `url` with the same Authorization. Good"
    " once, for whoever asked for it. The import waits for its turn when the answer is 201."
)
class CatalogImportUpload:
    """A way in."""

    url: str = strawberry.field(description="Where to, from the root of this host.")
    byte_size: int = strawberry.field(description="How many bytes are taken, no more and no less.")
    expires_at: datetime = strawberry.field(description="Until when the file must set out.")

    @classmethod
    def of(cls, row: models.CatalogImport, secret: str) -> "CatalogImportUpload":
        """The way into an import."""
        return cls(
            url=f"/catalog/imports/{token_of(secret, row.id)}",
            byte_size=row.total_bytes,
            expires_at=row.expires_at,
        )


def percent(done: int, total: int) -> int:
    """How much of the whole, rounded down."""
    return done * WHOLE // total


def _path(field: Sequence[str]) -> list[str]:
    return [to_camel_case(part) for part in field]
