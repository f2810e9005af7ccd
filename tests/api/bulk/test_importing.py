"""A file from the desk to the shelf: asked for, put, gone through, looked at, applied, stopped."""

import asyncio
import json
from datetime import timedelta

import pytest

from api.bulk import importing
from domain.catalog.bulk import claim_import
from domain.catalog.bulk.limits import ATTEMPTS_MAX, LEASE, OPEN, PREVIEWS_KEPT
from domain.catalog.bulk.models import CatalogImport
from domain.catalog.models import PriceChange, Product, ProductVariant, VariantPrice
from domain.catalog.states import PriceCause
from domain.processes import run_import
from domain.shared.models import EventRow
from tests.api.bulk.bringing import Bringing
from tests.shop import staff

OVER = LEASE + timedelta(seconds=1)
GOODS = """slug,name,tags,name.zh-CN,sku,variant_name,pack_units
tea,Tea,green|loose,茶,TEA-1,100 g,1
tea,Tea,green|loose,茶,TEA-2,250 g,6
,No slug,,,,,
cup,Cup,,,TEA-1,Mine,x
pot,Pot,,,POT,Large,1
"""
FAULTS = [
    {"rowNumber": 4, "column": "slug", "code": "INVALID_INPUT"},
    {"rowNumber": 5, "column": "pack_units", "code": "INVALID_INPUT"},
    {"rowNumber": 5, "column": "sku", "code": "ALREADY_TAKEN"},
]


def counts(shown: dict[str, object]) -> list[object]:
    names = ("rowsDone", "itemsCreated", "itemsUpdated", "itemsUnchanged", "rowsFaulty")
    return [shown[name] for name in names]


def plain(faults: dict[str, object]) -> list[dict[str, object]]:
    nodes = faults["nodes"]
    assert isinstance(nodes, list)
    return [{name: one[name] for name in one if name != "message"} for one in nodes]


async def test_a_file_becomes_goods_and_says_what_it_could_not(stage: Bringing) -> None:
    shown = await stage.imported(GOODS)

    assert (shown["status"], shown["percentDone"]) == ("COMPLETED", 100)
    assert counts(shown) == [5, 3, 0, 0, 2]
    assert plain(shown["faults"]) == FAULTS
    assert {row.sku for row in await ProductVariant.all()} == {"TEA-1", "TEA-2", "POT"}
    told = await EventRow.filter(type="catalog.product_created").values_list("actor", flat=True)
    assert stage.client.actor is not None
    assert set(told) == {stage.client.actor.key}
    assert stage.objects() == [], "nobody needs the file any more"
    again = await stage.imported(GOODS)
    assert counts(again) == [5, 0, 0, 3, 2]


async def test_a_preview_says_the_same_and_writes_nothing_until_it_is_applied(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_ROWS", 1)  # so that rows see what others would make
    shown = await stage.imported(GOODS, isPreview=True)

    assert (shown["status"], shown["isPreview"]) == ("PREVIEWED", True)
    assert counts(shown) == [5, 3, 0, 0, 2]
    assert plain(shown["faults"]) == FAULTS
    assert await Product.all().count() == 0
    done = await stage.client.do(
        "catalogImportApply", {"id": shown["id"]}, "catalogImport { status rowsDone }"
    )
    assert done["catalogImport"] == {"status": "QUEUED", "rowsDone": 0}
    twice = await stage.client.do("catalogImportApply", {"id": shown["id"]}, "")
    assert [error["code"] for error in twice["userErrors"]] == ["INVALID_TRANSITION"]
    await stage.importing.once()
    applied = await stage.shown(shown["id"])
    assert (applied["status"], counts(applied)) == ("COMPLETED", [5, 3, 0, 0, 2])
    assert plain(applied["faults"]) == FAULTS
    assert await Product.all().count() == 2


async def test_prices_come_in_with_their_cause(stage: Bringing) -> None:
    variant = await stage.shop.variant(sku="TEA-1")
    lines = [
        {"sku": "TEA-1", "currency": "USD", "price": "9.90"},
        {"sku": "TEA-1", "currency": "USD", "price": 9},
        {"sku": "TEA-9", "currency": "USD", "price": "9.90", "color": "red"},
    ]

    shown = await stage.imported("\n".join(map(json.dumps, lines)), kind="PRICES", format="JSONL")

    assert counts(shown) == [3, 0, 1, 0, 2]
    assert plain(shown["faults"]) == [
        {"rowNumber": 2, "column": "price", "code": "INVALID_INPUT"},
        {"rowNumber": 3, "column": "color", "code": "INVALID_INPUT"},
        {"rowNumber": 3, "column": "sku", "code": "NOT_FOUND"},
    ]
    change = await PriceChange.get(variant_id=variant.id)
    assert (change.cause, change.amount_minor) == (PriceCause.IMPORT, 990)
    assert change.reference_id == (await CatalogImport.get()).id


@pytest.mark.parametrize("kind", ["products", "prices"])
@pytest.mark.parametrize("extension", ["csv", "jsonl"])
async def test_what_goes_out_and_comes_in_again_changes_nothing(
    stage: Bringing, kind: str, extension: str
) -> None:
    shop = stage.shop
    odd = "=1+1, \"quoted\"\nand 'more'"
    await stage.imported(
        "\n".join(
            json.dumps(row)
            for row in (
                {"slug": "a", "name": odd, "description": "-", "tags": ["x|y", "\\"]},
                {"slug": "b", "name": "B", "name.zh-CN": "乙", "sku": "+1", "variant_name": "@"},
            )
        ),
        format="JSONL",
    )
    await shop.variant(await shop.product(category=await shop.category(), brand=await shop.brand()))
    await shop.variant(sku="YEN", currency="JPY", price_minor=900)
    told = await shop.count("event")

    out = await stage.export(f"{kind}.{extension}")
    shown = await stage.imported(out.content, kind=kind.upper(), format=extension.upper())

    assert out.status_code == 200
    assert out.headers["content-disposition"] == f'attachment; filename="{kind}.{extension}"'
    assert (shown["status"], shown["rowsFaulty"]) == ("COMPLETED", 0), shown["faults"]
    assert shown["itemsUnchanged"] == shown["rowsDone"] == {"products": 4, "prices": 2}[kind]
    facts = EventRow.filter(aggregate_type__not="catalog_import")
    assert await facts.count() == told - 4  # of the first import: created, received, begun, done
    assert await Product.get(slug="a").values_list("name", flat=True) == odd


async def test_a_header_that_is_none_ends_it_at_once(stage: Bringing) -> None:
    shown = await stage.imported("slug,colour,slug\na,b,c\n")

    assert (shown["status"], shown["failure"]) == ("FAILED", "BAD_HEADER")
    assert [(one["rowNumber"], one["column"]) for one in shown["faults"]["nodes"]] == [
        (1, "colour"),
        (1, "slug"),
    ]
    missing = await stage.imported("name\nA\n")
    assert [one["message"] for one in missing["faults"]["nodes"]] == ["This column is missing."]


async def test_too_many_faults_end_it(stage: Bringing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_import, "FAULTS_MAX", 3)

    shown = await stage.imported("slug\n" + "\n".join("A" for _ in range(9)))

    assert (shown["status"], shown["failure"]) == ("FAILED", "TOO_MANY_FAULTS")
    assert shown["faults"]["totalCount"] == 3


async def test_it_is_stopped_between_two_batches(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_ROWS", 2)
    found = await stage.bring("slug,name\n" + "\n".join(f"t-{n},Tea" for n in range(9)))
    whole, batches = importing.run_batch, 0

    async def canceled_before_the_third(*batch: object) -> object:
        nonlocal batches
        batches += 1
        if batches == 3:
            await stage.client.do("catalogImportCancel", {"id": found}, "")
        return await whole(*batch)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "run_batch", canceled_before_the_third)
    assert await stage.importing.once()

    shown = await stage.shown(found)
    assert (shown["status"], counts(shown)) == ("CANCELED", [4, 4, 0, 0, 0])
    assert await Product.all().count() == 4
    again = await stage.client.do("catalogImportCancel", {"id": found}, "catalogImport { status }")
    assert again == {"catalogImport": {"status": "CANCELED"}, "userErrors": []}
    assert stage.objects() == []


async def test_of_many_workers_one_goes_through_a_file(stage: Bringing) -> None:
    await stage.bring(GOODS)

    assert sum(await asyncio.gather(*(stage.importing.once() for _ in range(4)))) == 1
    assert await ProductVariant.all().count() == 3


async def test_one_that_comes_too_late_writes_nothing(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await stage.bring(GOODS)
    whole = importing.run_batch

    async def overtaken(*batch: object) -> object:
        monkeypatch.setattr(importing, "run_batch", whole)
        stage.tardy = OVER
        assert await stage.importing.once()
        return await whole(*batch)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "run_batch", overtaken)
    assert await stage.importing.once()

    shown = await stage.shown(found)
    assert (shown["status"], counts(shown)) == ("COMPLETED", [5, 3, 0, 0, 2])
    assert shown["faults"]["totalCount"] == len(FAULTS)


async def test_a_file_at_which_workers_die_is_given_up(stage: Bringing) -> None:
    found = await stage.bring(GOODS)
    for _ in range(ATTEMPTS_MAX):
        stage.tardy += OVER
        assert await claim_import.claim_import(stage.importing._clock()) is not None
    stage.tardy += OVER

    assert not await stage.importing.once()

    shown = await stage.shown(found)
    assert (shown["status"], shown["failure"]) == ("FAILED", "STUCK")


async def test_ways_in_and_previews_do_not_stay_for_ever(stage: Bringing) -> None:
    waits = (await stage.way(b"slug\n"))["catalogImport"]["id"]
    looked = (await stage.imported("slug,name\na,A", isPreview=True))["id"]

    stage.tardy = 3 * OPEN
    await stage.importing.sweep()
    late = await stage.shown(waits)
    stage.tardy = PREVIEWS_KEPT + OPEN
    await stage.importing.sweep()

    assert (late["status"], late["failure"]) == ("FAILED", "NO_FILE")
    assert (await stage.shown(looked))["status"] == "CANCELED"
    assert stage.objects() == []


async def test_a_way_in_is_good_once_and_for_whoever_asked(stage: Bringing) -> None:
    content = GOODS.encode()
    url = (await stage.way(content))["upload"]["url"]
    colleague = stage.another("catalog:read", "catalog:write")

    answers = [
        await stage.put(url, content, stage.nobody()),
        await stage.put(url, content, stage.another("orders:read")),
        await stage.put(url, content, colleague),
        await stage.put(f"{url[:-2]}AA", content),
        await stage.put(url, content + b"more"),
        await stage.put(url, content),
        await stage.put(url, content),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 404, 404, 413, 201, 409]
    assert len(stage.objects()) == 1


async def test_a_stranger_gets_nothing_out(stage: Bringing) -> None:
    await stage.shop.variant()
    found = await stage.bring(GOODS)

    for who, status in ((stage.nobody(), 401), (stage.another("orders:read"), 403)):
        assert (await stage.export("prices.csv", who)).status_code == status
        assert await stage.shown(found, who) is None
    assert (await stage.export("customers.csv")).status_code == 404
    assert (await stage.export("prices.xlsx")).status_code == 404
    assert await VariantPrice.all().count() == 1


async def test_it_is_said_in_chinese_too(stage: Bringing) -> None:
    shown = await stage.imported("slug\nA A\n")
    reader = staff("catalog:read")
    client = stage.customer(reader)
    client.headers = {"Accept-Language": "zh-CN"}

    (first, second) = (await stage.shown(shown["id"], client))["faults"]["nodes"]

    assert first["message"] == "新的短链接只含小写字母、数字和单个短横，最多 100 个字符。"
    assert second["message"] == "新商品须有名称。"


@pytest.mark.parametrize("slug", [r"a\u0000b", r"a\ud800b"])
async def test_a_row_with_what_no_database_holds_is_said_and_the_others_are_taken(
    stage: Bringing, slug: str
) -> None:
    text = f'{{"slug": "{slug}", "name": "x", "sku": "{slug}"}}\n'
    text += f'{{"slug": "fine", "name": "x", "category": "{slug}", "{slug}": 1}}\n'
    text += '{"slug": "tea", "name": "Tea", "sku": "TEA", "variant_name": "Large"}\n'
    shown = await stage.imported(text, format="JSONL")

    assert shown["status"] == "COMPLETED"
    assert (shown["itemsCreated"], shown["rowsFaulty"]) == (1, 2)


@pytest.mark.parametrize("sku", [r"a\u0000b", r"a\ud800b"])
async def test_so_is_a_price_of_it(stage: Bringing, sku: str) -> None:
    text = f'{{"sku": "{sku}", "currency": "USD", "price": "1"}}\n'
    text += f'{{"sku": "TEA", "currency": "{sku}", "price": "{sku}"}}\n'
    shown = await stage.imported(text, kind="PRICES", format="JSONL")

    assert (shown["status"], shown["rowsFaulty"]) == ("COMPLETED", 2)


@pytest.mark.parametrize("format", ["CSV", "JSONL"])
async def test_a_column_with_a_very_long_name_is_said_by_its_beginning(
    stage: Bringing, format: str
) -> None:
    name = "n" * 300
    text = f'{{"slug": "x", "name": "x", "{name}": 1}}\n'
    if format == "CSV":
        text = f"slug,name,{name}\nx,x,1\n"
    shown = await stage.imported(text, format=format)

    assert shown["status"] in {"COMPLETED", "FAILED"}
    assert {fault["column"] for fault in shown["faults"]["nodes"]} == {name[:80]}
