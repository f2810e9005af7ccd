"""Shelves and makers: categories of up to three levels, and one brand per manufacturer."""

from uuid import UUID

from api.importing.completejourney.plan import ACTOR, REQUEST, SOURCE, Path, Plan, slugs_of
from api.importing.completejourney.source import Goods
from api.importing.facts import fact
from api.importing.keys import stable_id
from api.importing.portions import Portion
from api.importing.rows import BrandRow, CategoryRow
from domain.catalog.events import CategoryCreated

SLUG_PREFIX = "journey"  # so that they meet nobody else's


def add_shelves(portion: Portion, plan: Plan, week: int) -> None:
    """The categories and brands that this week's products are the first to need."""
    for path in plan.categories[week]:
        _add_category(portion, plan, path)
    for goods in plan.brands[week]:
        portion.add(
            BrandRow(
                id=brand_id(plan, goods.manufacturer_id),
                name=brand_name(goods),
                slug=f"{SLUG_PREFIX}-{goods.manufacturer_id}",
                is_private_label=goods.private,
            )
        )


def category_id(plan: Plan, path: Path) -> UUID:
    """The same for the same words."""
    return stable_id(plan.opening, SOURCE, "category", *slugs_of(path))


def brand_id(plan: Plan, manufacturer_id: int) -> UUID:
    """The same for the same manufacturer."""
    return stable_id(plan.opening, SOURCE, "brand", manufacturer_id)


def brand_name(goods: Goods) -> str:
    """The source numbers manufacturers; none of them makes both kinds of label."""
    kind = "Private label" if goods.private else "Manufacturer"
    return f"{kind} {goods.manufacturer_id}"


def _add_category(portion: Portion, plan: Plan, path: Path) -> None:
    key, parent = category_id(plan, path), path[:-1]
    parent_id = category_id(plan, parent) if parent else None
    portion.add(
        CategoryRow(
            id=key,
            version=1,
            parent_id=parent_id,
            name=path[-1],
            slug=_slug(path),
            path="/".join(_slug(path[:depth]) for depth in range(1, len(path) + 1)),
            depth=len(path) - 1,
            position=0,
            created_at=plan.opening,
            updated_at=plan.opening,
        )
    )
    told = CategoryCreated(aggregate_id=key, version=1, parent_id=parent_id)
    portion.facts.append(fact(told, plan.opening, actor=ACTOR, request_id=REQUEST))


def _slug(path: Path) -> str:
    return "-".join([SLUG_PREFIX, *slugs_of(path)])
