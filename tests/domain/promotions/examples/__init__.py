"""Worked examples: a cart, promotions, and what each line and the whole then cost, by hand."""

from tests.domain.promotions.examples import amounts, audience, deals, together

EXAMPLES = [*amounts.EXAMPLES, *deals.EXAMPLES, *audience.EXAMPLES, *together.EXAMPLES]
