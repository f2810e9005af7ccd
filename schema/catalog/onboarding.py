"""The way of a product to the shelf, and which channel shows it when."""

from collections.abc import Mapping
from datetime import datetime

import strawberry

from domain.catalog.errors import ProductDiscontinued, ProductHasNoPrice
from domain.catalog.onboarding.checklist import CheckedStep, OnboardingGap, OnboardingStepKind
from domain.catalog.onboarding.confirm_media import confirm_media
from domain.catalog.onboarding.estimate_stock import estimate_stock
from domain.catalog.publication import models
from domain.catalog.publication.schedule_publication import schedule_publication
from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.states import ChannelPublicationStatus
from domain.channels.queries import channels_by_ids
from schema.catalog.mutations import ProductPayload
from schema.catalog.types import Product
from schema.channels.types import SalesChannel
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, column
from schema.shared.ids import key_of
from schema.shared.mutations import Input, expected_version, mutation, optional

describe(
    ChannelPublicationStatus,
    "Whether one channel shows a product.",
    UNPUBLISHED="It does not.",
    SCHEDULED="It will, at a time that is set.",
    PUBLISHED="It does.",
)
describe(
    OnboardingStepKind,
    "The way of a product to the shelf, in this order.",
    INFORMATION="What it is, and where it stands.",
    MEDIA="Its pictures.",
    PRICE="What every variant costs.",
    STOCK_ESTIMATE="How much of it will be needed.",
    REVIEW="That somebody else has looked at it.",
)
# What a person is to do, in English and in Chinese.
WORDS: Mapping[OnboardingGap, tuple[str, str]] = {
    OnboardingGap.NO_DESCRIPTION: ("Describe it.", "请填写描述。"),
    OnboardingGap.NO_CATEGORY: ("Put it into a category.", "请选择分类。"),
    OnboardingGap.NO_MEDIA: ("No picture of it is ready to be shown.", "尚无可展示的图片。"),
    OnboardingGap.NO_VARIANT: ("Add a variant.", "请添加规格。"),
    OnboardingGap.VARIANT_WITHOUT_PRICE: ("Price every variant.", "请为每个规格定价。"),
    OnboardingGap.NO_STOCK_ESTIMATE: ("Estimate its stock.", "请预估库存。"),
    OnboardingGap.NOT_SUBMITTED: ("Hand in a revision for review.", "请提交修订以供审核。"),
    OnboardingGap.NOT_REVIEWED: ("Somebody else is to review it.", "等待他人审核。"),
    OnboardingGap.CHANGES_REQUESTED: ("Make the changes requested.", "请按审核意见修改。"),
}
describe(
    OnboardingGap,
    "What may be missing before a product can be shown.",
    **{gap.name: english for gap, (english, _) in WORDS.items()},
)


@strawberry.type(description="A step of a product's way to the shelf, done or not.")
class OnboardingStep(Backed[CheckedStep]):
    """A line of the checklist."""

    step: OnboardingStepKind = column("Which.")
    is_done: bool = column("Whether nothing is missing.")
    gaps: list[OnboardingGap] = column("What is missing.")

    @strawberry.field(description="The same in words, in the asker's language.")
    def missing(self, info: Info) -> list[str]:
        is_chinese = info.context.domain.locale == "zh-CN"
        return [WORDS[gap][is_chinese] for gap in self.row.gaps]


@strawberry.type(description="What one channel says of a product.")
class ProductPublication(Backed[models.ProductPublication]):
    """A publication."""

    status: ChannelPublicationStatus = column("Whether it shows it.")
    publish_at: datetime | None = column("When it will.")
    unpublish_at: datetime | None = column("When it will not any more.")
    published_at: datetime | None = column("Since when it does.")
    updated_at: datetime = column("When that was last changed.")

    @strawberry.field(description="The channel.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(await info.context.one(channels_by_ids, self.row.channel_id))


@strawberry.input(description="When a channel is to show a product, until when, or both.")
class ProductSchedulePublicationInput:
    """A schedule, in place of the one before. To call it off, unpublish it there."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    channel_id: strawberry.ID = strawberry.field(description="In which channel.")
    publish_at: datetime | None = optional("From when; left out where it is shown already.")
    unpublish_at: datetime | None = optional("Until when; without end if left out.")
    expected_version: int | None = expected_version()


@strawberry.input(description="How much of a product will be needed.")
class ProductEstimateStockInput:
    """An estimate. Nothing is ordered by it."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    units: int = strawberry.field(description="Units in its first weeks, over all variants.")
    expected_version: int | None = expected_version()


@strawberry.input(description="That pictures of a product are kept elsewhere, and are right.")
class ProductConfirmMediaInput:
    """How many, by somebody who looked at them."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    items: int = strawberry.field(description="How many are right; 0 takes it back.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The way of a product to the shelf.")
class OnboardingMutations:
    """What is noted on the way, and when the way ends."""

    @mutation(
        "Set when a channel shows a product, and until when. Needs catalog:write.",
        ApprovalRequired,
        ProductDiscontinued,
        ProductHasNoPrice,
    )
    async def product_schedule_publication(
        self, info: Info, input: Input[ProductSchedulePublicationInput]
    ) -> ProductPayload:
        product = await schedule_publication(
            info.context.domain,
            key_of("Product", input.id),
            key_of("SalesChannel", input.channel_id),
            publish_at=input.publish_at,
            unpublish_at=input.unpublish_at,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Note how much of a product will be needed. Needs catalog:write.")
    async def product_estimate_stock(
        self, info: Info, input: Input[ProductEstimateStockInput]
    ) -> ProductPayload:
        ctx, key = info.context.domain, key_of("Product", input.id)
        product = await estimate_stock(
            ctx, key, units=input.units, expected_version=input.expected_version
        )
        return ProductPayload(product=Product.of(product))

    @mutation(
        "Note that pictures of a product are kept elsewhere, and are right. Those kept here"
        " count by themselves. Needs catalog:write."
    )
    async def product_confirm_media(
        self, info: Info, input: Input[ProductConfirmMediaInput]
    ) -> ProductPayload:
        ctx, key = info.context.domain, key_of("Product", input.id)
        product = await confirm_media(
            ctx, key, items=input.items, expected_version=input.expected_version
        )
        return ProductPayload(product=Product.of(product))
