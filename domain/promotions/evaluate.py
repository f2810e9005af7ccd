"""What a cart comes to with these promotions, and a word on every one of them. A pure function."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from domain.promotions.cart import (
    Applied,
    Cart,
    Circumstances,
    Evaluation,
    PricedLine,
    Promotion,
    Reason,
    Refusal,
    Rejected,
    Stacking,
    StackingRule,
)
from domain.promotions.compiled import PromotionSet
from domain.promotions.conditions import refusal_of
from domain.promotions.facts import Facts
from domain.promotions.runs import Ready, Run

Steps = Sequence[Sequence[Ready]]  # single promotions, and the members of exclusion groups


def evaluate(
    cart: Cart, promotions: PromotionSet | Iterable[Promotion], around: Circumstances
) -> Evaluation:
    """Apply promotions to a cart: higher priority first, each on the running price.

    Whether a promotion is for a cart is judged by prices before any promotion. Compile them once
    (`PromotionSet`) to evaluate many carts.
    """
    if not isinstance(promotions, PromotionSet):
        promotions = PromotionSet(promotions)
    facts = Facts(cart, promotions, around)
    refused: dict[UUID, Refusal] = {}
    steps = []
    for step in promotions.steps:
        able = []
        for promotion in step:
            judged = refusal_of(promotion, facts) or Ready.of(promotion, facts)
            if isinstance(judged, Refusal):
                refused[promotion.id] = judged
            else:
                able.append(judged)
        if able:
            steps.append(able)
    run = STACK[around.rules.stacking](facts, steps)
    return _evaluation(facts, promotions, run, refused | run.refused)


def _best(facts: Facts, steps: Steps) -> Run:
    """All that go together, or one of the exclusive ones alone: whatever costs least.

    Between equals, the dearer gifts; then all together; then the exclusive one that comes first.
    """
    alone = [step for step in steps if step[0].promotion.stacking is Stacking.EXCLUSIVE]
    together = [step for step in steps if step[0].promotion.stacking is Stacking.STACKS]
    runs = [_in_turn(facts, together), *(_in_turn(facts, [step]) for step in alone)]
    chosen = min(runs, key=lambda run: (run.total, -run.worth_of_gifts))
    for run in runs:
        if run is not chosen:
            missing = Refusal(Reason.OUTDONE, missing_minor=run.total - chosen.total)
            chosen.refused |= run.refused
            chosen.outdone |= run.outdone
            chosen.outdone |= dict.fromkeys(run.applied, (missing, chosen.applied))
    return chosen


def _in_turn(facts: Facts, steps: Steps) -> Run:
    run = Run.begin(facts)
    for step in steps:
        if len(step) == 1:
            run.act(step[0])
        else:
            run.act_as_group(step)
    return run


def _first(facts: Facts, steps: Steps) -> Run:
    """In their order: of a group the first that does something; an exclusive one only if nothing
    was applied before it, and then nothing after it.
    """
    run = Run.begin(facts)
    stopped = False
    for step in steps:
        is_alone = step[0].promotion.stacking is Stacking.EXCLUSIVE
        before = run.applied
        is_open = not (stopped or (is_alone and before))
        for ready in step:
            if is_open and run.act(ready):
                stopped = stopped or is_alone
                before, is_open = (ready.promotion.id,), False
            elif not is_open:
                run.outdone[ready.promotion.id] = (Refusal(Reason.OUTDONE), before)
    return run


STACK: Mapping[StackingRule, Callable[[Facts, Steps], Run]] = {
    StackingRule.BEST: _best,
    StackingRule.FIRST: _first,
}


def _evaluation(
    facts: Facts, promotions: PromotionSet, run: Run, refused: Mapping[UUID, Refusal]
) -> Evaluation:
    decisions: list[Applied | Rejected] = []
    for promotion in promotions.promotions:
        own = promotion.id
        if own in run.taken or own in run.gifts:
            decisions.append(_applied(facts, promotion, run))
        elif own in run.outdone:
            decisions.append(Rejected(promotion, *run.outdone[own]))
        else:
            decisions.append(Rejected(promotion, refused[own]))
    return Evaluation(
        facts.currency,
        tuple(
            PricedLine(line.position, before, before - after)
            for line, before, after in zip(facts.lines, facts.base, run.running[:-1], strict=True)
        ),
        facts.cart.shipping_minor,
        facts.cart.shipping_minor - run.running[-1],
        tuple(decisions),
    )


def _applied(facts: Facts, promotion: Promotion, run: Run) -> Applied:
    lines = dict(run.taken.get(promotion.id, ()))
    shipping = lines.pop(facts.shipping, 0)
    if not facts.is_numbered_by_place:
        lines = {facts.positions[place]: off for place, off in lines.items()}
    return Applied(
        promotion,
        lines,
        shipping,
        tuple(run.gifts.get(promotion.id, ())),
        facts.around.coupons.get(promotion.id),
    )
