"""What `docs/security.md` says of retention is what the code does."""

from domain.retention.rules import EXEMPTIONS, RULES, Rule
from tests.architecture.project import read

PAGE = read("docs/security.md")


def days(period: int | None) -> str:
    if period is None:
        return "for good"
    return "1 day" if period == 1 else f"{period} days"


def row(rule: Rule) -> str:
    bounds = f"{rule.least} to {rule.most}{', or for good' if rule.may_be_off else ''}"
    return f"| {rule.what} | {days(rule.default)} | {rule.after} | {bounds} | {rule.reason} |"


def test_every_rule_of_retention_is_there_as_it_is() -> None:
    rows = "\n".join(map(row, RULES.values()))
    stays = "\n".join(f"| {each.what} | {each.reason} |" for each in EXEMPTIONS)

    assert f"|---|---|---|---|---|\n{rows}\n\n" in PAGE
    assert f"|---|---|\n{stays}\n\n" in PAGE
