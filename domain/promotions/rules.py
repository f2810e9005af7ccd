"""The rules of arithmetic of this shop: settings that whoever starts a process makes once."""

from domain.promotions.cart import Rules

_rules = Rules()


def rules() -> Rules:
    """The rules in force."""
    return _rules


def use_rules(chosen: Rules) -> None:
    """Evaluate by these from now on, in this process."""
    global _rules  # noqa: PLW0603  # one shop, one set of rules
    _rules = chosen
