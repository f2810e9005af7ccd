"""What is said of goods in fields of their own: checked by kind, kept whole or not at all."""

import asyncio
import datetime as dt
from decimal import Decimal

import pytest
from tortoise.exceptions import IntegrityError

from domain.catalog.attributes.create_attribute import create_attribute
from domain.catalog.attributes.delete_attribute import delete_attribute
from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel, ReferenceKind
from domain.catalog.attributes.models import Attribute, AttributeValue
from domain.catalog.attributes.queries import values_of_products
from domain.catalog.attributes.remove_choice import remove_choice
from domain.catalog.attributes.set_product_attributes import set_product_attributes
from domain.catalog.attributes.set_type import set_type
from domain.catalog.attributes.set_variant_attributes import set_variant_attributes
from domain.catalog.attributes.update_type import update_type
from domain.catalog.attributes.values import Content, Given, kept
from domain.catalog.models import Product
from domain.identity.scopes import Scope
from domain.shared.errors import (
    AlreadyTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    Several,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop

KINDS = AttributeKind
A_CHOICE, A_THING = new_id(), new_id()
# A value of each kind, and where it is kept.
FITTING = {
    KINDS.TEXT: (Content(text=" By hand "), ("value_text", "By hand")),
    KINDS.NUMBER: (Content(number=Decimal("2.50")), ("value_number", Decimal("2.5"))),
    KINDS.BOOLEAN: (Content(boolean=False), ("value_boolean", False)),
    KINDS.DATE: (Content(date=dt.date(2026, 3, 2)), ("value_date", dt.date(2026, 3, 2))),
    KINDS.CHOICE: (Content(choice_id=A_CHOICE), ("choice_id", A_CHOICE)),
    KINDS.REFERENCE: (Content(reference_id=A_THING), ("reference_id", A_THING)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", KINDS)
def test_an_attribute_takes_values_of_its_kind_and_no_others(
    kind: AttributeKind, given: AttributeKind
) -> None:
    content, expected = FITTING[given]

    if kind is given:
        assert kept(kind, content, {A_CHOICE}, "values", "0") == expected
    else:
        with pytest.raises(InvalidInput) as refused:
            kept(kind, content, {A_CHOICE}, "values", "0")
        assert refused.value.field == ["values", "0"]


@pytest.mark.parametrize(
    ("number", "is_kept"),
    [
        ("0", True),
        ("-273.15", True),
        ("1E+2", True),
        ("99999999999999.999999", True),
        ("0.000001", True),
        ("2.500000000", True),
        ("100000000000000", False),
        ("0.0000001", False),
        ("1E+999999", False),
        ("1E-999999", False),
        ("12345678901234.12345600000000000000001", False),
    ],
)
def test_a_number_has_14_digits_before_the_point_and_6_behind_it(
    number: str, is_kept: bool
) -> None:
    content = Content(number=Decimal(number))
    if is_kept:
        assert kept(KINDS.NUMBER, content, ()) == ("value_number", Decimal(number))
    else:
        with pytest.raises(InvalidInput):
            kept(KINDS.NUMBER, content, ())


async def test_values_are_kept_and_read_again(shop: Shop) -> None:
    product, other = await shop.product(), await shop.product()
    colour = await shop.attribute(KINDS.CHOICE, choices=("red",))
    red = await shop.choice(colour, "red")
    weight, goes_with = await shop.attribute(KINDS.NUMBER), await _reference(shop)
    await shop.typed(product, colour, weight, goes_with)

    await set_product_attributes(
        shop.ctx,
        product.id,
        [
            Given(colour.id, Content(choice_id=red.id)),
            Given(weight.id, Content(number=Decimal("0.25"))),
            Given(goes_with.id, Content(reference_id=other.id)),
        ],
    )

    rows = (await values_of_products(shop.ctx, [product.id]))[product.id]
    assert {row.attribute_id for row in rows} == {colour.id, weight.id, goes_with.id}
    assert await shop.event_names() == ["catalog.product_updated"]
    assert (await Product.get(id=product.id)).version == 1


async def test_the_same_again_tells_nobody_and_null_takes_away(shop: Shop) -> None:
    product, maker = await shop.product(), await shop.attribute()
    await shop.typed(product, maker)
    by_hand = [Given(maker.id, Content(text="By hand"))]

    for values in (by_hand, by_hand, [Given(maker.id, None)], [Given(maker.id, None)]):
        await set_product_attributes(shop.ctx, product.id, values)

    assert await shop.event_names() == ["catalog.product_updated"] * 2
    assert await shop.count("attribute_value") == 0


async def test_every_fault_is_said_with_its_path_and_nothing_is_written(shop: Shop) -> None:
    product = await shop.product()
    weight, maker, elsewhere = [
        await shop.attribute(KINDS.NUMBER),
        await shop.attribute(),
        await shop.attribute(),
    ]
    await shop.typed(product, weight, maker)

    with pytest.raises(Several) as refused:
        await set_product_attributes(
            shop.ctx,
            product.id,
            [
                Given(maker.id, Content(text="By hand")),
                Given(weight.id, Content(text="heavy")),
                Given(elsewhere.id, Content(text="?")),
                Given(new_id(), Content(text="?")),
            ],
        )

    assert [each.facts["field"] for each in refused.value.refusals] == [
        ["values", "1", "value"],
        ["values", "2", "attributeId"],
        ["values", "3", "attributeId"],
    ]
    assert await shop.count("attribute_value") == 0
    assert await shop.event_names() == []


async def test_a_reference_names_what_there_is_of_its_kind(shop: Shop) -> None:
    product, brand = await shop.product(), await shop.brand()
    goes_with = await _reference(shop)
    await shop.typed(product, goes_with)

    for key in (new_id(), brand.id):
        given = [Given(goes_with.id, Content(reference_id=key))]
        with pytest.raises(NotFound) as refused:
            await set_product_attributes(shop.ctx, product.id, given)
        assert refused.value.facts["field"] == ["values", "0", "value", "referenceId"]


async def test_a_choice_is_one_of_the_attributes_own(shop: Shop) -> None:
    product = await shop.product()
    colour = await shop.attribute(KINDS.CHOICE, choices=("red",))
    size = await shop.attribute(KINDS.CHOICE, choices=("s",))
    await shop.typed(product, colour)
    small = await shop.choice(size, "s")

    given = [Given(colour.id, Content(choice_id=small.id))]
    with pytest.raises(NotFound):
        await set_product_attributes(shop.ctx, product.id, given)
    with pytest.raises(IntegrityError):
        await shop.value(product, colour, choice=small)


async def test_the_database_takes_exactly_one_value(shop: Shop) -> None:
    product, maker = await shop.product(), await shop.attribute()

    for columns in ({}, {"value_text": "a", "value_number": 1}):
        with pytest.raises(IntegrityError):
            await AttributeValue.create(product=product, attribute=maker, **columns)


async def test_a_variant_has_the_attributes_of_variants_and_no_option(shop: Shop) -> None:
    product = await shop.product()
    variant = await shop.variant(product)
    grade = await shop.attribute()
    size = await shop.attribute(KINDS.CHOICE, choices=("s",))
    kind = await shop.product_type((grade, AttributeLevel.VARIANT), (size, AttributeLevel.OPTION))
    await set_type(shop.ctx, product.id, kind.id)
    small = await shop.choice(size, "s")

    await set_variant_attributes(shop.ctx, variant.id, [Given(grade.id, Content(text="Fine"))])
    option = [Given(size.id, Content(choice_id=small.id))]
    with pytest.raises(InvalidInput):
        await set_variant_attributes(shop.ctx, variant.id, option)

    assert await shop.count("attribute_value") == 1


async def test_of_two_at_once_with_the_same_version_one_wins(shop: Shop) -> None:
    product, maker = await shop.product(), await shop.attribute()
    await shop.typed(product, maker)

    outcomes = await asyncio.gather(
        *(
            set_product_attributes(
                shop.ctx, product.id, [Given(maker.id, Content(text=text))], expected_version=0
            )
            for text in ("By hand", "By machine")
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Product", "VersionConflict"]


async def test_a_choice_is_used_or_removed_but_not_both(shop: Shop) -> None:
    product = await shop.product()
    colour = await shop.attribute(KINDS.CHOICE, choices=("red",))
    red = await shop.choice(colour, "red")
    await shop.typed(product, colour)

    outcomes = await asyncio.gather(
        set_product_attributes(shop.ctx, product.id, [Given(colour.id, Content(choice_id=red.id))]),
        remove_choice(shop.ctx, red.id),
        return_exceptions=True,
    )

    refused = [type(each) for each in outcomes if isinstance(each, Exception)]
    assert refused in ([NotFound], [AttributeInUse])
    assert await shop.count("attribute_value") + await shop.count("attribute_choice") in (0, 2)


async def test_what_is_used_stays(shop: Shop) -> None:
    product, maker = await shop.product(), await shop.attribute()
    kind = await shop.typed(product, maker)
    await shop.value(product, maker, value_text="By hand")

    for refused in (
        delete_attribute(shop.ctx, maker.id),
        update_type(shop.ctx, kind.id, attributes=[]),
        set_type(shop.ctx, product.id, None),
        set_type(shop.ctx, product.id, (await shop.product_type()).id),
    ):
        with pytest.raises(AttributeInUse):
            await refused

    assert await shop.event_names() == []
    assert await Attribute.exists(id=maker.id)


async def test_of_two_attributes_with_one_code_one_is_there(shop: Shop) -> None:
    outcomes = await asyncio.gather(
        *(
            create_attribute(shop.ctx, code="colour", name=name, kind=KINDS.TEXT)
            for name in ("Colour", "Color")
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyTaken", "Attribute"]
    assert await shop.event_names() == ["catalog.attribute_created"]
    assert AlreadyTaken in map(type, outcomes)


async def test_what_an_attribute_is_made_of_fits_its_kind(shop: Shop) -> None:
    for wrong in (
        {"kind": KINDS.TEXT, "unit": "g"},
        {"kind": KINDS.REFERENCE},
        {"kind": KINDS.TEXT, "reference_kind": ReferenceKind.BRAND},
    ):
        with pytest.raises(InvalidInput):
            await create_attribute(shop.ctx, code="a", name="A", **wrong)  # type: ignore[arg-type]  # the table holds all kinds

    assert await shop.count("attribute") == 0


async def test_strangers_and_readers_write_nothing(shop: Shop) -> None:
    hidden, maker = await shop.product(published=False), await shop.attribute()
    values = [Given(maker.id, Content(text="Mine"))]

    with pytest.raises(NotPermitted):
        await set_product_attributes(shop.as_staff(Scope.CATALOG_READ), hidden.id, values)
    with pytest.raises(NotFound):
        await set_product_attributes(shop.as_staff(Scope.CATALOG_WRITE), hidden.id, values)
    with pytest.raises(VersionConflict):
        await set_product_attributes(shop.ctx, hidden.id, values, expected_version=7)


async def _reference(shop: Shop) -> Attribute:
    return await shop.attribute(KINDS.REFERENCE, refers_to=ReferenceKind.PRODUCT)
