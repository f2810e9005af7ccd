"""The operation manual: the same pages and documents in both languages, and all of them valid."""

import json
import re
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from api.settings import PROJECT
from schema.shared.limits import too_large
from tests.architecture.project import read
from tests.schema.shapes import SCHEMA

MANUAL = Path("docs/manual")
LANGUAGES = ("en", "zh-CN")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A document, and the variables below it.
EXAMPLE = re.compile(r"^```graphql\n(.*?)^```\n(?:\n^```json\n(.*?)^```\n)?", re.M | re.S)
PAGES = sorted(path.name for path in (PROJECT / MANUAL / "en").glob("*.md"))


def examples(language: str, page: str) -> list[tuple[str, str]]:
    return EXAMPLE.findall(read(MANUAL / language / page))


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(path.name for path in (PROJECT / MANUAL / "zh-CN").glob("*.md")) == PAGES
    assert len(PAGES) >= 7


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_the_same_documents_in_both_languages_and_each_can_be_sent(page: str) -> None:
    found = examples("en", page)

    assert found == examples("zh-CN", page)
    assert page == "README.md" or found
    for document, variables in found:
        node = parse(document)
        [operation] = node.definitions
        assert isinstance(operation, OperationDefinitionNode)
        assert validate(SCHEMA, node) == []
        assert not too_large(node)
        wanted = operation.variable_definitions or ()
        assert bool(wanted) is bool(variables)
        given = get_variable_values(SCHEMA, wanted, json.loads(variables or "{}"))
        assert not isinstance(given, list), given  # of faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_leads_to_all_others(language: str) -> None:
    first = read(MANUAL / language / "README.md")
    links = re.findall(r"\]\(([\w-]+\.md)\)", first)

    assert sorted({*links, "README.md"}) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_each_language_is_itself(page: str) -> None:
    words = {language: EXAMPLE.sub("", read(MANUAL / language / page)) for language in LANGUAGES}

    assert not CHINESE.search(words["en"])
    assert len(CHINESE.findall(words["zh-CN"])) > 100


@pytest.mark.parametrize(("page", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh-CN")])
def test_the_readme_leads_there(page: str, language: str) -> None:
    assert f"(docs/manual/{language}/README.md)" in read(page)
