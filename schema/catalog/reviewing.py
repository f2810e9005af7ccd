"""Writing, reviewing and publishing pending edits of products."""

from typing import Annotated

import strawberry

from domain.catalog.create_product import Translation
from domain.catalog.revisions import queries
from domain.catalog.revisions.approve_revision import approve_revision
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.content import Edit
from domain.catalog.revisions.errors import OwnRevision, RevisionConflicts, RevisionPending
from domain.catalog.revisions.publish_revision import publish_revision
from domain.catalog.revisions.reject_revision import reject_revision
from domain.catalog.revisions.request_changes import request_changes
from domain.catalog.revisions.submit_revision import submit_revision
from domain.catalog.revisions.update_revision import update_revision
from domain.catalog.revisions.withdraw_revision import withdraw_revision
from domain.catalog.states import RevisionStatus
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import KEEP
from schema.catalog.mutations import ProductTranslationInput, kept_key
from schema.catalog.revisions import ProductRevision
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    omissible,
    optional,
)


@strawberry.input(description="What shall be said of a product; what is left out is not touched.")
class ProductEditInput:
    """An edit."""

    name: str | None = optional("The name, up to 200 characters.")
    description: str | None = optional("The description.")
    slug: str | None = optional("The name in addresses; links to the one before break.")
    category_id: strawberry.ID | None = omissible("The shelf it shall stand on; null for none.")
    brand_id: strawberry.ID | None = omissible("Who makes it; null for nobody known.")
    tags: list[str] | None = optional("All words to find it by, in place of those it has.")
    translations: list[ProductTranslationInput] | None = optional("Its words in other languages.")

    def read(self) -> Edit:
        """The edit as the domain has it."""
        return Edit(
            name=KEEP if self.name is None else self.name,
            description=KEEP if self.description is None else self.description,
            slug=KEEP if self.slug is None else self.slug,
            category_id=kept_key("Category", self.category_id),
            brand_id=kept_key("Brand", self.brand_id),
            tags=KEEP if self.tags is None else self.tags,
            translations=tuple(
                Translation(words.locale, words.name, words.description)
                for words in self.translations or []
            ),
        )


@strawberry.input(description="A pending edit to begin.")
class ProductRevisionBeginInput:
    """A new revision."""

    product_id: strawberry.ID = strawberry.field(description="Of which product.")
    edit: ProductEditInput | None = optional("What shall be said; nothing yet if left out.")
    expected_version: int | None = optional(
        "Refuse if the product's version is not this one any more."
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What else a pending edit shall say.")
class ProductRevisionUpdateInput:
    """More of it."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    edit: ProductEditInput = strawberry.field(description="What shall be said of the product.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A pending edit to hand in.")
class ProductRevisionSubmitInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A pending edit to give back.")
class ProductRevisionRequestChangesInput:
    """Which, and a word."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    comment: str = strawberry.field(description="What is to be done.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A pending edit to approve.")
class ProductRevisionApproveInput:
    """Which, and a word."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    comment: str = optional("What to say to its authors.", default="")
    expected_version: int | None = expected_version()


@strawberry.input(description="A pending edit to say no to.")
class ProductRevisionRejectInput:
    """Which, and a word."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    comment: str = strawberry.field(description="Why not.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A pending edit to give up.")
class ProductRevisionWithdrawInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An approved edit to make true.")
class ProductRevisionPublishInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which revision.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The revision as it is now.")
class RevisionPayload(Payload):
    """What came of it."""

    revision: ProductRevision | None = changed("The revision.")


@where_input("Which pending edits. All conditions must hold.")
class ProductRevisionWhere:
    """Conditions on revisions."""

    id: IDFilter | None = conditions("The id.")
    product: IDFilter | None = conditions("Of what.")
    status: EnumFilter[RevisionStatus] | None = conditions("How far it has come.")
    created_at: DateTimeFilter | None = conditions("When it was begun.")


KINDS = {"id": "ProductRevision", "product": "Product"}


@strawberry.type(description="Reading pending edits.")
class RevisionQueries:
    """Revisions. They need catalog:read; empty without it."""

    @strawberry.field(
        description="Edits of products, newest first: what is to be reviewed, and what became of"
        " the others. Empty without catalog:read."
    )
    async def product_revisions(
        self,
        info: Info,
        where: Annotated[
            ProductRevisionWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ProductRevision]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.revisions_page(ctx, part, condition=which)
        return connect(
            page, ProductRevision.of, lambda: queries.count_revisions(ctx, condition=which)
        )


@strawberry.type(description="Writing, reviewing and publishing pending edits of products.")
class RevisionMutations:
    """One pending edit for each product, and its review."""

    @mutation(
        "Begin a pending edit of a product; customers see nothing of it. A product has one at a"
        " time. Needs catalog:write.",
        RevisionPending,
    )
    async def product_revision_begin(
        self, info: Info, input: Input[ProductRevisionBeginInput]
    ) -> RevisionPayload:
        revision = await begin_revision(
            info.context.domain,
            key_of("Product", input.product_id),
            input.edit.read() if input.edit else Edit(),
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation("Write more into a pending edit. Needs catalog:write.")
    async def product_revision_update(
        self, info: Info, input: Input[ProductRevisionUpdateInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await update_revision(
            ctx, key, input.edit.read(), expected_version=input.expected_version
        )
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation("Hand a pending edit in for review. Needs catalog:write.")
    async def product_revision_submit(
        self, info: Info, input: Input[ProductRevisionSubmitInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await submit_revision(ctx, key, expected_version=input.expected_version)
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation("Give a pending edit back to its authors, with a word. Needs catalog:approve.")
    async def product_revision_request_changes(
        self, info: Info, input: Input[ProductRevisionRequestChangesInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await request_changes(
            ctx, key, comment=input.comment, expected_version=input.expected_version
        )
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation(
        "Say that a pending edit of somebody else's may be made true. Needs catalog:approve.",
        OwnRevision,
    )
    async def product_revision_approve(
        self, info: Info, input: Input[ProductRevisionApproveInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await approve_revision(
            ctx, key, comment=input.comment, expected_version=input.expected_version
        )
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation("Say no to a pending edit, and why. Needs catalog:approve.")
    async def product_revision_reject(
        self, info: Info, input: Input[ProductRevisionRejectInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await reject_revision(
            ctx, key, comment=input.comment, expected_version=input.expected_version
        )
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation("Give up a pending edit. Needs catalog:write.")
    async def product_revision_withdraw(
        self, info: Info, input: Input[ProductRevisionWithdrawInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await withdraw_revision(ctx, key, expected_version=input.expected_version)
        return RevisionPayload(revision=ProductRevision.of(revision))

    @mutation(
        "Make an approved edit true, all of it or nothing. Where the product changed in the same"
        " fields meanwhile, they are said. Needs catalog:write.",
        AlreadyTaken,
        RevisionConflicts,
    )
    async def product_revision_publish(
        self, info: Info, input: Input[ProductRevisionPublishInput]
    ) -> RevisionPayload:
        ctx, key = info.context.domain, key_of("ProductRevision", input.id)
        revision = await publish_revision(ctx, key, expected_version=input.expected_version)
        return RevisionPayload(revision=ProductRevision.of(revision))
