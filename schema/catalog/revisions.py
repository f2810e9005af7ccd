"""Pending edits of products, as clients see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.catalog.queries import brands_by_ids, categories_by_ids, products_by_ids
from domain.catalog.revisions import models, queries
from domain.catalog.revisions.content import Change, changes
from domain.catalog.revisions.errors import RevisionConflicts
from domain.catalog.states import REVISION, RevisionAction, RevisionStatus
from schema.catalog.types import Product
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.errors import Refusals, UserError, common
from schema.shared.fields import Backed, Node, column

describe(
    RevisionStatus,
    "How far a pending edit of a product has come.",
    DRAFT="It is being written.",
    IN_REVIEW="Somebody else is to look at it.",
    CHANGES_REQUESTED="Its authors are to do more.",
    APPROVED="It may be made true.",
    PUBLISHED="It is true: the product became what it says. Over.",
    REJECTED="Somebody said no. Over.",
    WITHDRAWN="Nobody wants it any more. Over.",
)
describe(
    RevisionAction,
    "What can be done with a pending edit.",
    EDIT="Write more, or something else.",
    SUBMIT="Hand it in for review.",
    REQUEST_CHANGES="Give it back to its authors.",
    APPROVE="Say that it may be made true.",
    REJECT="Say no.",
    PUBLISH="Make it true.",
    WITHDRAW="Give it up.",
)
NAMED: dict[str, Any] = {"category_id": categories_by_ids, "brand_id": brands_by_ids}


@strawberry.type(description="One field that a revision changes. Values are shown as texts.")
class RevisionChange(Backed[Change]):
    """A line of the difference view."""

    field: str = column(
        "Which: name, description, slug, category_id, brand_id, tags, or a text in another"
        " language, such as translations.zh-CN.name."
    )
    is_conflict: bool = column("Whether somebody else wrote something else there meanwhile.")

    @strawberry.field(description="What stood there when it was written down; null for nothing.")
    async def before(self, info: Info) -> str | None:
        return await _told(info, self.row.field, self.row.before)

    @strawberry.field(description="What shall stand there.")
    async def after(self, info: Info) -> str | None:
        return await _told(info, self.row.field, self.row.after)

    @strawberry.field(description="What stands there now.")
    async def current(self, info: Info) -> str | None:
        return await _told(info, self.row.field, self.row.current)


async def _told(info: Info, field: str, value: object) -> str | None:
    """A value in words: shelves and brands by their names."""
    if value is None:
        return None
    if field in NAMED:
        row = await info.context.one(NAMED[field], UUID(str(value)))
        return row.name if row else None
    return ", ".join(value) if isinstance(value, list) else str(value)


@strawberry.type(description="A pending edit of a product, and what became of it.")
class ProductRevision(Node, Backed[models.ProductRevision]):
    """A revision."""

    status: RevisionStatus = column("How far it has come.")
    base_version: int = column("The product's version when it was begun.")
    comment: str = column("What the last review said; empty if nothing.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was begun.")
    updated_at: datetime = column("When it last changed.")
    submitted_at: datetime | None = column("When it was last handed in.")
    reviewed_at: datetime | None = column("When somebody last decided on it.")
    published_at: datetime | None = column("When the product became what it says.")
    outdated_at: datetime | None = column(
        "Since when the product is not what was approved here any more; none while it is, or where"
        " nobody insists."
    )

    @strawberry.field(description="The product it is about.")
    async def product(self, info: Info) -> Product | None:
        return Product.maybe(await info.context.one(products_by_ids, self.row.product_id))

    @strawberry.field(description="What it changes, field by field, beside what stands there now.")
    async def changes(self, info: Info) -> list[RevisionChange]:
        row = self.row
        current = await info.context.one(queries.content_of_products, row.product_id)
        return RevisionChange.each(changes(row.base, row.staged, current or {}))

    @strawberry.field(description="What can be done with it now, permission and authors aside.")
    def available_actions(self) -> list[RevisionAction]:
        return REVISION.actions(self.row.status)

    @strawberry.field(description="Whether you wrote some of it, and so may not approve it.")
    def is_own(self, info: Info) -> bool:
        return info.context.domain.actor.key in self.row.authors


@strawberry.type(description="The product changed in fields that the revision changes too.")
class RevisionConflictError(UserError):
    """What clashes, field by field."""

    changes: list[RevisionChange] = strawberry.field(description="Those fields.")


Refusals.add(
    RevisionConflicts,
    lambda e, loc: RevisionConflictError(
        **common(e, loc), changes=RevisionChange.each(list(e.changes))
    ),
)
