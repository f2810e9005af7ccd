"""How a product presents itself, as clients see it."""

import strawberry

from domain.catalog.listing import models, quality
from schema.shared.context import Info
from schema.shared.fields import Backed, column
from schema.shared.scalars import LocaleCode

# What the checks of a listing ask, by their code.
CHINESE = {
    "NAME_LENGTH": f"名称为 {quality.NAME_LENGTH_MIN} 到 {quality.NAME_LENGTH_MAX} 个字符。",
    "DESCRIPTION_LENGTH": f"描述至少 {quality.DESCRIPTION_LENGTH_MIN} 个字符。",
    "PICTURES": f"至少 {quality.PICTURES_MIN} 张图片。",
    "CATEGORY": "已归入分类。",
    "BRAND": "已注明品牌。",
    "TAGS": "至少有一个标签。",
    "PRICE": "至少一个规格已定价。",
    "ATTRIBUTES": "商品类型要求的属性均已填写。",
    "TRANSLATIONS": "已有商店所用各语言的文字。",
    "SEO_TITLE": f"搜索标题不超过 {quality.SEO_TITLE_LENGTH_MAX} 个字符。",
    "SEO_DESCRIPTION": f"搜索描述不超过 {quality.SEO_DESCRIPTION_LENGTH_MAX} 个字符。",
}


@strawberry.type(description="What search engines show in one language.")
class ProductSeo(Backed[models.ProductSeo]):
    """Title and description."""

    locale: LocaleCode = column("The language.")
    title: str = column("The title; empty for the product's name.")
    description: str = column("The description; empty for the product's own.")


@strawberry.type(description="A word that another system keeps here, under a key of its own.")
class MetadataItem(Backed[models.ProductMetadata]):
    """Key and value."""

    key: str = column("The key.")
    value: str = column("The word.")


@strawberry.type(description="What another system calls it.")
class ExternalRef:
    """A name elsewhere."""

    system: str = strawberry.field(description="Which system.")
    external_id: str = strawberry.field(description="What that calls it.")


@strawberry.type(description="What one check of a listing said.")
class QualityReason:
    """A check."""

    code: str = strawberry.field(description="Which check, such as NAME_LENGTH.")
    message: str = strawberry.field(description="What is asked, in the asker's language.")
    passed: bool = strawberry.field(description="Whether the listing has it.")
    weight: int = strawberry.field(description="What it counts among the others.")


@strawberry.type(description="How good a listing is, and why.")
class ListingQuality:
    """A score and its reasons."""

    score: int = strawberry.field(
        description="From 0 to 100: the share of the weight of all checks that was reached."
    )
    reasons: list[QualityReason] = strawberry.field(
        description="Every check that is asked of such a listing."
    )

    @classmethod
    def of(cls, found: quality.Quality, info: Info) -> "ListingQuality":
        """A score as the wire has it."""
        locale = info.context.domain.locale
        return cls(
            score=found.score,
            reasons=[
                QualityReason(
                    code=each.code,
                    message=CHINESE[each.code] if locale == "zh-CN" else each.message,
                    passed=each.passed,
                    weight=each.weight,
                )
                for each in found.reasons
            ],
        )
