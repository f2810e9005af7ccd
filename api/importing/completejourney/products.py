"""Products, with what the source lacks: packs. Their prices follow from the single unit's."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import NamedTuple
from uuid import UUID

from api.importing.completejourney.names import product_name, size_label
from api.importing.completejourney.plan import ACTOR, REQUEST, SOURCE, Plan, path_of
from api.importing.completejourney.shelves import brand_id, brand_name, category_id
from api.importing.completejourney.source import FUEL, Goods
from api.importing.completejourney.year import Remark
from api.importing.facts import fact
from api.importing.keys import Family, pick
from api.importing.portions import Portion
from api.importing.rows import PriceRow, ProductRow, VariantRow
from domain.catalog.events import ProductCreated, ProductPublished
from domain.catalog.slugs import slug_of
from domain.catalog.states import PublicationAction, PublicationStatus
from domain.catalog.words import search_vector
from domain.shared.outbox import Event

CURRENCY = "USD"


class Pack(NamedTuple):
    """A way to buy more of it at once. The source knows single units only."""

    name: str
    units: int
    discount_basis_points: int


PACKS = (
    Pack("Single", 1, 0),
    Pack("Twin pack", 2, 300),
    Pack("Pack of 6", 6, 800),
    Pack("Case of 12", 12, 1200),
)


class Of(IntEnum):
    """What belongs to one product."""

    ITSELF = 0
    VARIANT = 1
    PRICE = 2
    LEVEL = 3
    MOVEMENT = 4
    RULE = 5
    ALERT = 6


@dataclass(frozen=True, slots=True)
class Article:
    """A product as the shop shows it, and the ids of what belongs to it."""

    goods: Goods
    name: str
    size: str
    price_minor: int | None
    family: Family

    @property
    def packs(self) -> tuple[Pack, ...]:
        """One to four of them, drawn by the product's number; fuel comes by the gallon."""
        if self.goods.type == FUEL:
            return PACKS[:1]
        return PACKS[: 1 + pick(len(PACKS), "packs", self.goods.product_id)]

    def variant_id(self, position: int = 0) -> UUID:
        """The pack at a position; the single unit comes first."""
        return self.family.id(Of.VARIANT, position)

    def sku(self, pack: Pack = PACKS[0]) -> str:
        """`CJ-25671-1`: the source's number and how many are in the pack."""
        return f"CJ-{self.goods.product_id}-{pack.units}"

    @property
    def line_name(self) -> str:
        """What an order remembers, as `place_order` writes it."""
        return f"{self.name}, {PACKS[0].name}"


def article_of(plan: Plan, goods: Goods) -> Article:
    """A product of the source, put into words."""
    size = size_label(goods.package_size)
    name = product_name(
        product_type=goods.type,
        category=goods.category,
        department=goods.department,
        private=goods.private,
        size=size,
    )
    family = Family(plan.opening, SOURCE, "product", goods.product_id)
    return Article(goods, name, size, plan.year.prices.get(goods.product_id), family)


def add_product(portion: Portion, plan: Plan, article: Article) -> None:
    """The product, its packs and their prices. Without a price it stays off the shelf."""
    goods, opening = article.goods, plan.opening
    published = article.price_minor is not None
    path, key = path_of(goods), article.family.id(Of.ITSELF)
    label = "Private label" if goods.private else "National brand"
    description = f"{label}. {', '.join(reversed(path))}."
    portion.add(
        ProductRow(
            id=key,
            version=2 if published else 1,
            slug=f"{slug_of([article.name], prefix='p')}-{goods.product_id}",
            name=article.name,
            description=description,
            status=PublicationStatus.PUBLISHED if published else PublicationStatus.UNPUBLISHED,
            category_id=category_id(plan, path),
            brand_id=brand_id(plan, goods.manufacturer_id),
            external_system=SOURCE,
            external_id=str(goods.product_id),
            search=_words(article.name, brand_name(goods), path[-1], description),
            created_at=opening,
            updated_at=opening,
            published_at=opening if published else None,
        )
    )
    _add_packs(portion, plan, article)
    _tell(portion, plan, key, published=published)
    _note(portion, plan, article)


@cache
def _words(name: str, brand: str, category: str, description: str) -> str:
    return search_vector(name=[name], kinds=[brand, category], description=[description])


def _add_packs(portion: Portion, plan: Plan, article: Article) -> None:
    for position, pack in enumerate(article.packs):
        portion.add(
            VariantRow(
                id=article.variant_id(position),
                product_id=article.family.id(Of.ITSELF),
                sku=article.sku(pack),
                name=pack.name,
                pack_units=pack.units,
                position=position,
                created_at=plan.opening,
            )
        )
        if article.price_minor is not None:
            portion.add(
                PriceRow(
                    id=article.family.id(Of.PRICE, position),
                    variant_id=article.variant_id(position),
                    currency=CURRENCY,
                    amount_minor=pack_price(article.price_minor, pack),
                    updated_at=plan.opening,
                )
            )


def pack_price(single_minor: int, pack: Pack) -> int:
    """So many single units, and a little off; whole cents, rounded down."""
    return single_minor * pack.units * (10_000 - pack.discount_basis_points) // 10_000


def _tell(portion: Portion, plan: Plan, key: UUID, *, published: bool) -> None:
    before, after = PublicationStatus.UNPUBLISHED, PublicationStatus.PUBLISHED
    told: list[Event] = [ProductCreated(aggregate_id=key, version=1, status=before)]
    if published:
        told.append(
            ProductPublished(
                aggregate_id=key,
                version=2,
                source=before,
                status=after,
                action=PublicationAction.PUBLISH,
            )
        )
    portion.facts += [fact(each, plan.opening, actor=ACTOR, request_id=REQUEST) for each in told]


def _note(portion: Portion, plan: Plan, article: Article) -> None:
    goods = article.goods
    if article.price_minor is None:
        sold = goods.product_id in plan.year.products_seen
        portion.notes[Remark.NEVER_PRICED if sold else Remark.NEVER_SOLD] += 1
    portion.notes[Remark.NO_TYPE] += goods.type is None
    portion.notes[Remark.NO_SIZE] += goods.package_size is None
