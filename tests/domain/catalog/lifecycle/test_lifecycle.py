"""From launch to end: by a table, on evidence, and never against old orders."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from domain.catalog.errors import ProductDiscontinued
from domain.catalog.lifecycle.accept_suggestion import accept_suggestion
from domain.catalog.lifecycle.clearance import ClearanceAction
from domain.catalog.lifecycle.detector import Figures, proposal
from domain.catalog.lifecycle.dismiss_suggestion import dismiss_suggestion
from domain.catalog.lifecycle.models import ClearanceReminder, LaunchPlan, LifecycleSuggestion
from domain.catalog.lifecycle.move_lifecycle import move_lifecycle
from domain.catalog.lifecycle.plan_launch import LaunchTask, plan_launch
from domain.catalog.lifecycle.propose_moves import propose_moves
from domain.catalog.models import Product
from domain.catalog.publication.apply_due import apply_due
from domain.catalog.publication.schedule_publication import schedule_publication
from domain.catalog.publish_product import publish_product
from domain.catalog.states import (
    LIFECYCLE,
    SUGGESTION,
    LifecycleAction,
    LifecycleStage,
    PublicationStatus,
    SuggestionAction,
    SuggestionStatus,
)
from domain.orders.queries import get_order, lines_of_orders
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop

S, A = LifecycleStage, LifecycleAction
ARROWS = {
    (S.PLANNED, A.INTRODUCE): S.INTRODUCTION,
    (S.INTRODUCTION, A.GROW): S.GROWTH,
    (S.GROWTH, A.MATURE): S.MATURITY,
    (S.MATURITY, A.GROW): S.GROWTH,
    (S.MATURITY, A.DECLINE): S.DECLINE,
    (S.DECLINE, A.MATURE): S.MATURITY,
    (S.DECLINE, A.CLEAR): S.CLEARANCE,
    (S.CLEARANCE, A.DISCONTINUE): S.DISCONTINUED,
    (S.DISCONTINUED, A.INTRODUCE): S.INTRODUCTION,
}


@pytest.mark.parametrize(("state", "action"), [*itertools.product(S, A)])
def test_a_product_ages_by_its_table_only(state: S, action: A) -> None:
    if (state, action) in ARROWS:
        assert LIFECYCLE.target(state, action) is ARROWS[state, action]
    else:
        with pytest.raises(InvalidTransition):
            LIFECYCLE.target(state, action)


@pytest.mark.parametrize(
    ("state", "action"), [*itertools.product(SuggestionStatus, SuggestionAction)]
)
def test_a_proposal_is_decided_once(state: SuggestionStatus, action: SuggestionAction) -> None:
    ends = {
        SuggestionAction.ACCEPT: SuggestionStatus.ACCEPTED,
        SuggestionAction.DISMISS: SuggestionStatus.DISMISSED,
        SuggestionAction.LAPSE: SuggestionStatus.LAPSED,
    }
    if state is SuggestionStatus.OPEN:
        assert SUGGESTION.target(state, action) is ends[action]
    else:
        with pytest.raises(InvalidTransition):
            SUGGESTION.target(state, action)


STEADY = Figures(S.MATURITY, True, 365, 280, 280, 0.0, 300)


@pytest.mark.parametrize(
    ("other", "proposed"),
    [
        ({}, None),
        ({"stage": S.PLANNED}, A.INTRODUCE),
        ({"stage": S.PLANNED, "is_published": False}, None),
        ({"stage": S.INTRODUCTION}, None),
        ({"stage": S.INTRODUCTION, "slope": 0.2, "units_before": 100}, A.GROW),
        ({"stage": S.INTRODUCTION, "slope": 0.2, "units_before": 100, "age_days": 27}, None),
        ({"stage": S.INTRODUCTION, "slope": 0.2, "units_before": 100, "rating": 2.4}, None),
        ({"stage": S.INTRODUCTION, "slope": 0.2, "units_before": 100, "rating": 4.4}, A.GROW),
        ({"stage": S.INTRODUCTION, "slope": 0.2, "units_before": 250}, None),
        ({"stage": S.INTRODUCTION, "slope": 0.1, "units_before": 100}, None),
        ({"stage": S.INTRODUCTION, "slope": 9.0, "units": 9, "units_before": 0}, None),
        ({"stage": S.GROWTH}, A.MATURE),
        ({"stage": S.GROWTH, "age_days": 83}, None),
        ({"stage": S.GROWTH, "slope": 0.1}, None),
        ({"slope": 0.2, "units_before": 100}, A.GROW),
        ({"slope": -0.2, "units_before": 400}, A.DECLINE),
        ({"slope": -0.2, "units_before": 300}, None),
        ({"slope": -0.1, "units_before": 400}, None),
        ({"units": 0, "units_before": 0}, A.DECLINE),
        ({"units": 0, "units_before": 0, "available": 0}, None),
        ({"units": 0, "units_before": 0, "age_days": 89}, None),
        ({"stage": S.DECLINE}, A.MATURE),
        ({"stage": S.DECLINE, "units_before": 300}, None),
        ({"stage": S.DECLINE, "units_before": 300, "available": 1_811}, A.CLEAR),
        ({"stage": S.DECLINE, "units_before": 300, "available": 1_800}, None),
        ({"stage": S.DECLINE, "units": 0, "available": 1}, A.CLEAR),
        ({"stage": S.CLEARANCE}, None),
        ({"stage": S.CLEARANCE, "available": 0}, A.DISCONTINUE),
        ({"stage": S.DISCONTINUED, "available": 0}, None),
    ],
)
def test_what_figures_speak_for(other: dict[str, Any], proposed: A | None) -> None:
    assert proposal(replace(STEADY, **other)) is proposed


def test_whatever_is_proposed_the_table_allows() -> None:
    from domain.catalog.lifecycle.detector import SIGNS

    for stage, signs in SIGNS.items():
        assert all(LIFECYCLE.allows(stage, action) for action, _ in signs)


async def at(shop: Shop, stage: S, **columns: object) -> Product:
    product = await shop.product()
    await Product.filter(id=product.id).update(lifecycle_stage=stage, **columns)
    return await Product.get(id=product.id)


async def test_entering_the_decline_reminds_of_clearing_and_leaving_it_ends_that(
    shop: Shop,
) -> None:
    product = await at(shop, S.MATURITY)

    await move_lifecycle(shop.ctx, product.id, A.DECLINE)
    raised = await ClearanceReminder.get()
    await move_lifecycle(shop.ctx, product.id, A.CLEAR)
    kept = await ClearanceReminder.get()
    await move_lifecycle(shop.ctx, product.id, A.DISCONTINUE)

    assert raised.actions == [action.value for action in ClearanceAction]
    assert (raised.raised_at, kept.over_at) == (shop.now, None)
    assert (await ClearanceReminder.get()).over_at == shop.now
    with pytest.raises(InvalidTransition):
        await move_lifecycle(shop.ctx, product.id, A.GROW)


async def test_what_is_discontinued_is_off_the_shelf_and_old_orders_still_show_it(
    shop: Shop,
) -> None:
    order = await shop.order()
    line = (await lines_of_orders(shop.ctx, [order.id]))[order.id][0]
    product = await (await line.variant).product
    await Product.filter(id=product.id).update(lifecycle_stage=S.CLEARANCE)

    product = await move_lifecycle(shop.ctx, product.id, A.DISCONTINUE)

    assert product.lifecycle_stage is S.DISCONTINUED
    assert product.status is PublicationStatus.UNPUBLISHED
    assert (await get_order(shop.ctx, order.id)).version == order.version
    seen = (await lines_of_orders(shop.ctx, [order.id]))[order.id][0]
    assert (seen.sku, seen.name, seen.quantity) == (line.sku, line.name, line.quantity)


async def test_what_was_going_to_be_shown_is_not_once_it_is_discontinued(shop: Shop) -> None:
    variant = await shop.variant(published=False)
    at = shop.now + timedelta(hours=1)
    await schedule_publication(shop.ctx, variant.product_id, shop.web.id, publish_at=at)
    await Product.filter(id=variant.product_id).update(lifecycle_stage=S.CLEARANCE)

    await move_lifecycle(shop.ctx, variant.product_id, A.DISCONTINUE)
    shop.now = at

    assert await apply_due(shop.as_system) == 0
    product = await Product.get(id=variant.product_id)
    assert product.status is PublicationStatus.UNPUBLISHED


async def test_what_is_discontinued_goes_on_no_shelf_before_it_is_introduced_again(
    shop: Shop,
) -> None:
    variant = await shop.variant(published=False)
    key, at = variant.product_id, shop.now + timedelta(hours=1)
    await Product.filter(id=key).update(lifecycle_stage=S.DISCONTINUED)
    before = await shop.rows()

    for channel in (None, shop.web.id):
        with pytest.raises(ProductDiscontinued):
            await publish_product(shop.ctx, key, channel_id=channel)
    with pytest.raises(ProductDiscontinued):
        await schedule_publication(shop.ctx, key, shop.web.id, publish_at=at)
    assert await shop.rows() == before
    await move_lifecycle(shop.ctx, key, A.INTRODUCE)

    assert (await publish_product(shop.ctx, key)).status is PublicationStatus.PUBLISHED


async def test_one_proposal_stands_for_a_product_however_often_one_looks(shop: Shop) -> None:
    product = await at(shop, S.MATURITY)
    figures = {product.id: replace(STEADY, slope=-0.2, units_before=400)}

    opened = await asyncio.gather(*(propose_moves(shop.as_system, figures) for _ in range(3)))

    assert sum(opened) == 1
    suggestion = await LifecycleSuggestion.get()
    assert (suggestion.action, suggestion.source, suggestion.target) == (
        A.DECLINE,
        S.MATURITY,
        S.DECLINE,
    )
    assert suggestion.evidence["units_before"] == 400
    assert suggestion.evidence["days_of_cover"] == 30
    assert await shop.event_names() == ["catalog.lifecycle_suggestion_opened"]
    with pytest.raises(IntegrityError):
        await LifecycleSuggestion.create(
            product_id=product.id,
            action=A.GROW,
            source=S.MATURITY,
            target=S.GROWTH,
            evidence={},
            created_at=shop.now,
            updated_at=shop.now,
        )


async def suggested(shop: Shop) -> LifecycleSuggestion:
    product = await at(shop, S.MATURITY)
    await propose_moves(shop.as_system, {product.id: replace(STEADY, slope=-0.2, units_before=400)})
    return await LifecycleSuggestion.get(product_id=product.id)


async def test_accepting_moves_the_product_once(shop: Shop) -> None:
    suggestion = await suggested(shop)

    for _ in range(2):
        await accept_suggestion(shop.ctx, suggestion.id)

    product = await Product.get(id=suggestion.product_id)
    assert (product.lifecycle_stage, product.version) == (S.DECLINE, 1)
    assert await shop.count("clearance_reminder") == 1
    with pytest.raises(InvalidTransition):
        await dismiss_suggestion(shop.ctx, suggestion.id)


async def test_who_dismisses_is_left_in_peace_for_four_weeks(shop: Shop) -> None:
    suggestion = await suggested(shop)
    figures = {suggestion.product_id: replace(STEADY, slope=-0.2, units_before=400)}

    for _ in range(2):
        await dismiss_suggestion(shop.ctx, suggestion.id)
    at_once = await propose_moves(shop.as_system, figures)
    shop.later(days=28)
    later = await propose_moves(shop.as_system, figures)

    assert (at_once, later) == (0, 1)
    assert (await Product.get(id=suggestion.product_id)).lifecycle_stage is S.MATURITY


async def test_what_the_figures_speak_for_no_more_lapses(shop: Shop) -> None:
    suggestion = await suggested(shop)

    await propose_moves(shop.as_system, {suggestion.product_id: STEADY})

    assert (await LifecycleSuggestion.get()).status is SuggestionStatus.LAPSED


async def test_a_product_that_moved_needs_no_proposal(shop: Shop) -> None:
    suggestion = await suggested(shop)

    await move_lifecycle(shop.ctx, suggestion.product_id, A.GROW)
    stale = {suggestion.product_id: replace(STEADY, slope=-0.2, units_before=400)}
    again = await propose_moves(shop.as_system, stale)

    assert (await LifecycleSuggestion.get()).status is SuggestionStatus.LAPSED
    assert again == 0


async def test_of_who_accepts_and_who_dismisses_at_once_one_does(shop: Shop) -> None:
    suggestion = await suggested(shop)

    outcomes = await asyncio.gather(
        accept_suggestion(shop.ctx, suggestion.id),
        dismiss_suggestion(shop.ctx, suggestion.id),
        return_exceptions=True,
    )

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [InvalidTransition]
    is_accepted = (await LifecycleSuggestion.get()).status is SuggestionStatus.ACCEPTED
    moved = (await Product.get(id=suggestion.product_id)).lifecycle_stage is S.DECLINE
    assert is_accepted == moved


async def test_a_launch_is_planned_and_the_plan_replaced(shop: Shop) -> None:
    product = await shop.product(published=False)
    tasks = [LaunchTask("Shoot the pictures", is_done=True), LaunchTask("Brief the shops")]

    for _ in range(2):
        await plan_launch(
            shop.ctx, product.id, launch_at=shop.now, target_units=500, tasks=tasks, note="Spring."
        )
    await plan_launch(shop.ctx, product.id, launch_at=shop.now, target_units=600)

    plan = await LaunchPlan.get()
    assert (plan.target_units, plan.tasks, plan.note) == (600, [], "")
    assert len(await shop.event_names()) == 2
    with pytest.raises(InvalidInput):
        await plan_launch(
            shop.ctx, product.id, launch_at=shop.now, target_units=1, tasks=[LaunchTask(" ")]
        )


async def test_strangers_and_old_versions_change_nothing(shop: Shop) -> None:
    suggestion = await suggested(shop)
    clerk, product_id = shop.as_staff("catalog:read"), suggestion.product_id
    before = await shop.rows()

    with pytest.raises(NotPermitted):
        await move_lifecycle(clerk, product_id, A.DECLINE)
    with pytest.raises(VersionConflict):
        await move_lifecycle(shop.ctx, product_id, A.DECLINE, expected_version=9)
    with pytest.raises(NotPermitted):
        await plan_launch(clerk, product_id, launch_at=shop.now, target_units=1)
    with pytest.raises(NotPermitted):
        await propose_moves(clerk, {})
    for verb in (accept_suggestion, dismiss_suggestion):
        with pytest.raises(NotPermitted):
            await verb(clerk, suggestion.id)
        with pytest.raises(NotFound):
            await verb(shop.ctx, new_id())
        with pytest.raises(VersionConflict):
            await verb(shop.ctx, suggestion.id, expected_version=9)

    assert await shop.rows() == before
