"""The checklist of a product: five steps, each done or not by what there is, never by a tick."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.catalog.onboarding.pictures import NOTED, PICTURES
from domain.catalog.states import RevisionStatus
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context


class OnboardingStepKind(StrEnum):
    """The way of a product to the shelf, in this order."""

    INFORMATION = "information"
    MEDIA = "media"
    PRICE = "price"
    STOCK_ESTIMATE = "stock_estimate"
    REVIEW = "review"


class OnboardingGap(StrEnum):
    """What may be missing."""

    NO_DESCRIPTION = "no_description"
    NO_CATEGORY = "no_category"
    NO_MEDIA = "no_media"
    NO_VARIANT = "no_variant"
    VARIANT_WITHOUT_PRICE = "variant_without_price"
    NO_STOCK_ESTIMATE = "no_stock_estimate"
    NOT_SUBMITTED = "not_submitted"
    NOT_REVIEWED = "not_reviewed"
    CHANGES_REQUESTED = "changes_requested"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is of a product. `reviews` are the states of its revisions, but for
    those that are outdated."""

    has_description: bool
    has_category: bool
    pictures: int
    variants: int
    unpriced_variants: int
    estimated_units: int | None
    reviews: Collection[str]


@dataclass(frozen=True, slots=True)
class CheckedStep:
    """One step: it is done where nothing is missing."""

    step: OnboardingStepKind
    gaps: list[OnboardingGap]

    @property
    def is_done(self) -> bool:
        return not self.gaps


# One row for each product, whatever there is of it.
EVIDENCE = f"""
SELECT product.id, product.description <> '' AS has_description,
    product.category_id IS NOT NULL AS has_category,
    {PICTURES} AS pictures, noted.estimated_units,
    (SELECT count(*) FROM product_variant WHERE product_id = product.id) AS variants,
    (SELECT count(*) FROM product_variant AS variant WHERE product_id = product.id
        AND NOT EXISTS (SELECT FROM variant_price WHERE variant_id = variant.id)
    ) AS unpriced_variants,
    ARRAY(SELECT DISTINCT status::text FROM product_revision WHERE product_id = product.id
        AND outdated_at IS NULL) AS reviews
FROM product {NOTED}
WHERE product.id = ANY($1::uuid[])
"""


def checklist(found: Evidence) -> list[CheckedStep]:
    """What is done and what is missing."""
    reviewed = {RevisionStatus.APPROVED, RevisionStatus.PUBLISHED} & set(found.reviews)
    if RevisionStatus.IN_REVIEW in found.reviews:
        waiting = OnboardingGap.NOT_REVIEWED
    elif RevisionStatus.CHANGES_REQUESTED in found.reviews:
        waiting = OnboardingGap.CHANGES_REQUESTED
    else:
        waiting = OnboardingGap.NOT_SUBMITTED
    missing: Mapping[OnboardingStepKind, Mapping[OnboardingGap, bool]] = {
        OnboardingStepKind.INFORMATION: {
            OnboardingGap.NO_DESCRIPTION: not found.has_description,
            OnboardingGap.NO_CATEGORY: not found.has_category,
        },
        OnboardingStepKind.MEDIA: {OnboardingGap.NO_MEDIA: not found.pictures},
        OnboardingStepKind.PRICE: {
            OnboardingGap.NO_VARIANT: not found.variants,
            OnboardingGap.VARIANT_WITHOUT_PRICE: found.unpriced_variants > 0,
        },
        OnboardingStepKind.STOCK_ESTIMATE: {
            OnboardingGap.NO_STOCK_ESTIMATE: found.estimated_units is None
        },
        OnboardingStepKind.REVIEW: {waiting: not reviewed},
    }
    return [
        CheckedStep(step, [gap for gap, is_missing in gaps.items() if is_missing])
        for step, gaps in missing.items()
    ]


async def checklists_of_products(
    ctx: Context, product_ids: Collection[UUID]
) -> dict[UUID, list[CheckedStep]]:
    """The checklist of each product, in one statement; of none for whoever sees the shelf only."""
    if not ctx.allows(Scope.CATALOG_READ):
        return {}
    rows = await sql.rows(EVIDENCE, list(product_ids))
    return {row.pop("id"): checklist(Evidence(**row)) for row in rows}
