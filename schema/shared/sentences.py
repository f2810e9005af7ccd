"""What refusals say in the asker's language. English is the domain's own; codes never change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.shared.errors import DomainError
from schema.shared import chinese
from schema.shared.chinese_door import AT_THE_DOOR


@dataclass(frozen=True)
class Language:
    """Sentences by the error's code, else by the sentence it has in English."""

    by_code: Mapping[str, str]
    by_sentence: Mapping[str, str]
    patterns: list[tuple[re.Pattern[str], str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.patterns.extend(_patterns(self.by_sentence))

    def say(self, code: str, english: str, facts: Mapping[str, object]) -> str | None:
        """The sentence, or None where this language has none."""
        if template := self.by_code.get(code):
            return template.format_map(facts)
        return self.translated(english)

    def translated(self, english: str) -> str | None:
        """A sentence by its English words."""
        for pattern, words in self.patterns:
            if match := pattern.fullmatch(english):
                return words.replace("{}", "%s") % match.groups()
        return None


def _patterns(sentences: Mapping[str, str]) -> Iterator[tuple[re.Pattern[str], str]]:
    for english, words in sentences.items():
        yield re.compile(re.escape(english).replace(r"\{\}", "(.*)"), re.DOTALL), words


BY_LOCALE = {"zh-CN": Language(chinese.BY_CODE, chinese.BY_SENTENCE)}


DOOR = {"zh-CN": Language({}, AT_THE_DOOR)}


def at_the_door(english: str, locale: str) -> str:
    """What is said to a request that could not begin, in the asker's language, else in English."""
    language = DOOR.get(locale)
    return (language and language.translated(english)) or english


def sentence(error: DomainError, locale: str) -> str:
    """A refusal in the asker's language, else in English."""
    return told_sentence(error.code, error.message, error.facts, locale)


def told_sentence(code: str, english: str, facts: Mapping[str, object], locale: str) -> str:
    """The same of one that was kept."""
    language = BY_LOCALE.get(locale)
    return (language and language.say(code, english, facts)) or english
