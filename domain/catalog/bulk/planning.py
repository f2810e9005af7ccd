"""What many items come to, worked out in memory, one after the other, before anything is written.

So an item sees what those before it made, and one that is refused leaves no trace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.catalog.bulk.items import SLUG, ProductItem, Refused, first_of_each
from domain.catalog.bulk.results import ItemOutcome, ItemResult
from domain.catalog.events import ProductCreated, ProductTranslated, ProductUpdated, VariantAdded
from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.slugs import SLUG_LENGTH_MAX
from domain.catalog.states import PublicationStatus
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.ids import new_id
from domain.shared.inputs import KEEP
from domain.shared.outbox import Event

COLUMNS = ("name", "description", "category_id", "brand_id")


@dataclass(slots=True)
class Goods:
    """A product as it is, and then as it will be. `words` are name and description by language.

    One that is `imagined` stands for a product that an earlier part of a preview would have made.
    """

    id: UUID
    slug: str
    version: int = 0
    name: str = ""
    description: str = ""
    category_id: UUID | None = None
    brand_id: UUID | None = None
    tags: set[str] = field(default_factory=set)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    variants: int = 0
    is_new: bool = False
    is_closed: bool = False  # it changes by revisions alone
    is_imagined: bool = False
    is_reworded: bool = False
    is_edited: bool = False  # it was there, and customers will see something else
    said: set[str] = field(default_factory=set)  # languages in which it says something else now
    was_tagged: frozenset[str] | None = None
    facts: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class Unit:
    """A variant as it is, and then as it will be."""

    id: UUID
    slug: str  # its product's
    sku: str
    name: str
    pack_units: int
    position: int = 0
    is_new: bool = False
    is_changed: bool = False

    @property
    def pack(self) -> tuple[str, int]:
        """What customers read of it."""
        return self.name, self.pack_units


@dataclass(slots=True)
class Imagined:
    """What the parts of a preview so far would have made: variants by product, products by SKU."""

    variants: dict[str, int] = field(default_factory=dict)
    skus: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """All that the items are about, as far as it is there."""

    goods: dict[str, Goods] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    categories: dict[str, UUID] = field(default_factory=dict)
    brands: dict[str, UUID] = field(default_factory=dict)

    def take(self, index: int, item: ProductItem, faults: Sequence[Refused] = ()) -> ItemResult:
        """Do in memory what an item asks for, or nothing of it. `faults` are known already."""
        goods, unit = self.goods.get(item.slug), self.units.get(item.sku or "")
        found = first_of_each([*faults, *self._faults(goods, unit, item)])
        if found:
            return ItemResult.refused(index, found)
        if goods is None:
            goods = self.goods[item.slug] = Goods(new_id(), item.slug, is_new=True)
            is_new, is_changed = True, False
            self._create(goods, item)
        else:
            is_new, is_changed = False, self._change(goods, item)
        if item.sku is not None:
            if unit is None:
                is_new, unit = True, self._add(goods, item)
            elif _alter(unit, item):
                is_changed = goods.is_edited = True
                _tell(goods, changed=["variants"])
        return ItemResult(
            index,
            ItemOutcome.CREATED
            if is_new
            else ItemOutcome.UPDATED
            if is_changed
            else ItemOutcome.UNCHANGED,
            goods.id,
            unit.id if unit is not None and item.sku is not None else None,
        )

    def _faults(self, goods: Goods | None, unit: Unit | None, item: ProductItem) -> list[Refused]:
        found = [*self._of_product(goods, item), *_of_variant(unit, item)]
        if goods is not None and goods.is_closed:
            # A new variant has no price, so nobody sees it.
            alters = unit is not None and not unit.is_new and _pack_of(unit, item) != unit.pack
            if alters or self._wanted(goods, item):
                found.append(Refused.of(ApprovalRequired(goods.id)))
        return found

    def _of_product(self, goods: Goods | None, item: ProductItem) -> Iterable[Refused]:
        for name, given, known in (
            ("category", item.category, self.categories),
            ("brand", item.brand, self.brands),
        ):
            if given is not KEEP and given is not None and given not in known:
                yield Refused.of(NotFound(name, given), name)
        if goods is None:
            if not SLUG.fullmatch(item.slug) or len(item.slug) > SLUG_LENGTH_MAX:
                yield Refused.of(
                    InvalidInput(
                        "A new slug has small letters, digits and single dashes, at most"
                        f" {SLUG_LENGTH_MAX} characters.",
                        "slug",
                    )
                )
            if item.name is KEEP:
                yield Refused.of(InvalidInput("A new product needs a name.", "name"))
        for locale, words in item.translations.items():
            if words.name is KEEP and words.description is not KEEP and words.description:
                is_said = goods is not None and (locale in goods.words or goods.is_imagined)
                if not is_said:
                    where = ("translations", locale, "name")
                    yield Refused.of(InvalidInput("This must not be empty.", *where))

    def _wanted(self, goods: Goods, item: ProductItem) -> dict[str, object]:
        """What is another than before, by column; tags and languages among them."""
        if goods.is_imagined:
            return {}
        given: dict[str, object] = {
            "name": item.name,
            "description": item.description,
            "category_id": _known(self.categories, item.category),
            "brand_id": _known(self.brands, item.brand),
        }
        wanted = {
            name: value
            for name, value in given.items()
            if value is not KEEP and value != getattr(goods, name)
        }
        if item.tags is not KEEP and set(item.tags) != goods.tags:
            wanted["tags"] = set(item.tags)
        said = {
            locale: words
            for locale in sorted(item.translations)
            if (words := _said(goods, item, locale)) is not None
            and words != goods.words.get(locale)
        }
        return wanted | ({"words": said} if said else {})

    def _create(self, goods: Goods, item: ProductItem) -> None:
        goods.version, goods.is_reworded = 1, True
        for name, value in self._wanted(goods, item).items():
            _put(goods, name, value)
        goods.facts.append(
            ProductCreated(aggregate_id=goods.id, version=1, status=PublicationStatus.UNPUBLISHED)
        )

    def _change(self, goods: Goods, item: ProductItem) -> bool:
        wanted = self._wanted(goods, item)
        for name, value in wanted.items():
            _put(goods, name, value)
        goods.is_reworded = goods.is_reworded or bool(wanted)
        goods.is_edited = goods.is_edited or bool(wanted)
        said = wanted.pop("words", {})
        if wanted:
            # A list that changed is named behind the columns, as by a single edit.
            _tell(goods, changed=[*sorted(wanted.keys() - {"tags"}), *wanted.keys() & {"tags"}])
        for locale in said:  # type: ignore[attr-defined]  # it is what _wanted put there
            goods.version += 1
            goods.facts.append(
                ProductTranslated(aggregate_id=goods.id, version=goods.version, locale=locale)
            )
        return bool(wanted or said)

    def _add(self, goods: Goods, item: ProductItem) -> Unit:
        assert item.sku is not None
        assert item.variant_name is not KEEP
        unit = self.units[item.sku] = Unit(
            new_id(),
            goods.slug,
            item.sku,
            item.variant_name,
            1 if item.pack_units is KEEP else item.pack_units,
            position=goods.variants,
            is_new=True,
        )
        goods.variants += 1
        goods.version += 1
        goods.facts.append(
            VariantAdded(aggregate_id=goods.id, version=goods.version, variant_id=unit.id)
        )
        return unit


def _of_variant(unit: Unit | None, item: ProductItem) -> Iterable[Refused]:
    if item.sku is None:
        return
    if unit is None and item.variant_name is KEEP:
        yield Refused.of(InvalidInput("A new variant needs a name.", "variant_name"))
    if unit is not None and unit.slug != item.slug:
        yield Refused.of(AlreadyTaken("Another variant has this SKU.", "sku"))


def _alter(unit: Unit, item: ProductItem) -> bool:
    before, (unit.name, unit.pack_units) = unit.pack, _pack_of(unit, item)
    is_changed = before != unit.pack
    unit.is_changed = unit.is_changed or is_changed
    return is_changed


def _pack_of(unit: Unit, item: ProductItem) -> tuple[str, int]:
    """Name and size of its pack, after the item."""
    return (
        unit.name if item.variant_name is KEEP else item.variant_name,
        unit.pack_units if item.pack_units is KEEP else item.pack_units,
    )


def _said(goods: Goods, item: ProductItem, locale: str) -> tuple[str, str] | None:
    """What a product says in a language, after the item; None where it says nothing in it."""
    name, description = goods.words.get(locale, ("", ""))
    words = item.translations[locale]
    name = name if words.name is KEEP else words.name
    description = description if words.description is KEEP else words.description
    return (name, description) if name else None


def _put(goods: Goods, name: str, value: object) -> None:
    if name == "words":
        assert isinstance(value, dict)
        goods.words.update(value)
        goods.said.update(value)
    elif name == "tags":
        assert isinstance(value, set)
        if goods.was_tagged is None:
            goods.was_tagged = frozenset(goods.tags)
        goods.tags = value
    else:
        setattr(goods, name, value)


def _tell(goods: Goods, changed: Sequence[str]) -> None:
    goods.version += 1
    goods.facts.append(
        ProductUpdated(aggregate_id=goods.id, version=goods.version, changed=list(changed))
    )


def _known(ids: dict[str, UUID], slug: object) -> object:
    """The id of a slug; as it was where there is none, for that is refused already."""
    return slug if slug is KEEP or slug is None else ids.get(str(slug), KEEP)
