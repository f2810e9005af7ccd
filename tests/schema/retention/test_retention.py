"""How long data is kept, as an administrator asks and an auditor reads it."""

from dataclasses import replace

from domain.identity.scopes import Role, scopes_of
from domain.retention.rules import EXEMPTIONS, RULES
from schema.retention.chinese import WORDS
from tests.graph import Graph
from tests.shop import Shop, staff

RULE = """
{ retentionRules {
    kind what after reason keptDays defaultDays leastDays mostDays mayBeOff isOwn dueAt appliedAt
    removedCount version
} retentionExemptions { what reason } }"""


def test_every_word_of_the_table_is_there_in_chinese() -> None:
    said = {word for rule in RULES.values() for word in (rule.what, rule.after, rule.reason)}
    said |= {word for each in EXEMPTIONS for word in (each.what, each.reason)}

    assert said == set(WORDS)


async def test_an_auditor_reads_the_whole_table_in_their_language(graph: Graph, shop: Shop) -> None:
    auditor = shop.as_(staff(*scopes_of([Role.AUDITOR])))

    found = await graph.ask(auditor, RULE)
    chinese = await graph.ask(replace(auditor, locale="zh-CN"), RULE)

    assert [rule["keptDays"] for rule in found["retentionRules"]] == [
        rule.default for rule in RULES.values()
    ]
    assert found["retentionRules"][0]["after"] == "they ended or expired"
    assert chinese["retentionRules"][0]["after"] == "结束或过期之后"
    assert [each["what"] for each in found["retentionExemptions"]] == [
        each.what for each in EXEMPTIONS
    ]
