"""Whoever agrees to money that goes back above the limit, tries again what failed, and gives up
what is not owed any more.
"""

from typing import Any

from bench.life.cast import Cast
from bench.life.seeing import all_of

WAITING = """
query($after: String) {
  returnRefunds(where: {status: {oneOf: [PENDING, FAILED]}}, first: 100, after: $after) {
    nodes { id status order { balanceDue { amount } } } pageInfo { hasNextPage endCursor } } }
"""


async def agree(all_: Cast) -> None:
    """One round."""
    for refund in await all_of(all_.cashier, WAITING, "returnRefunds"):
        await all_.cashier.try_(_next(refund), {"id": refund["id"]}, "returnRefund { status }")


def _next(refund: dict[str, Any]) -> str:
    if float(refund["order"]["balanceDue"]["amount"]) >= 0:  # paid back otherwise, or owed again
        return "returnRefundCancel"
    return "returnRefundApprove" if refund["status"] == "PENDING" else "returnRefundRetry"
