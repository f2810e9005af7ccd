"""The words of exchanges, described."""

from domain.returns.exchanges.states import ExchangeAction, ExchangeStatus
from schema.shared.enums import describe

describe(
    ExchangeStatus,
    "How far an exchange has come.",
    REQUESTED="Somebody wants other goods for what they have.",
    APPROVED="What comes back may be sent; what goes out is set apart, and waits for it.",
    RECEIVED="What came back was inspected, and its worth paid for what goes out.",
    FULFILLED="What goes out has left.",
    CLOSED="It has arrived, and is paid.",
    CANCELED="Nothing goes out for it.",
)
describe(
    ExchangeAction,
    "What can be done with an exchange.",
    APPROVE="Agree to it, and set apart what goes out.",
    RECEIVE="Inspect what came back; happens with its return.",
    FULFILL="Send what goes out; happens with its order.",
    CLOSE="End it; happens by itself.",
    CANCEL="Call it off.",
)
