"""How what orders were placed with is read: a table."""

from domain.promotions import queries
from schema.engine.mapping import Read
from schema.shared.reads import money

READS = (Read("AppliedDiscount", queries.all_uses, {"amount": money("discount_minor")}),)
