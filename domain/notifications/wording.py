"""Templates: how one is written, which one holds, and what comes of it. Pure.

A variable is written `{{name}}`. What is put in its place is text: in HTML it is escaped, in a
subject it has no line breaks. Nothing else is computed, so a template can do no harm but in words.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.notifications.defaults import DEFAULTS, GREETINGS
from domain.notifications.errors import UnknownVariable
from domain.notifications.kinds import VARIABLES, NotificationKind
from domain.notifications.states import Medium
from domain.shared.context import DEFAULT_LOCALE, LOCALES
from domain.shared.errors import InvalidInput

VARIABLE = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}")
BREAKS = re.compile(r"\s*[\r\n\x0b\x0c\x85\u2028\u2029]\s*")


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written: with variables in it as a template, without them as a message.

    `html` is empty where the text stands for it, and always beside e-mail.
    """

    subject: str
    text: str
    html: str = ""


Key = tuple[NotificationKind, str, Medium]


def checked(kind: NotificationKind, wording: Wording) -> None:
    """Refuse a template that names what this kind does not have.

    Raises:
        UnknownVariable: it does; the message lists what there is.
        InvalidInput: braces that are no variable.
    """
    parts = {"subject": wording.subject, "text": wording.text, "html": wording.html}
    for field, part in parts.items():
        for name in VARIABLE.findall(part):
            if name not in VARIABLES[kind]:
                raise UnknownVariable(name, VARIABLES[kind], field)
        if BRACES.search(VARIABLE.sub("", part)):
            raise InvalidInput("Double braces hold the name of a variable.", field)


def chosen(
    saved: Mapping[Key, Wording], kind: NotificationKind, medium: Medium, locale: str
) -> Wording:
    """The template that holds: saved for the language, else ours for it; else the same in English.

    A language that we keep no words in is read as one of the same family: `zh-TW` as `zh-CN`.
    """
    held = spoken(locale)
    return saved.get((kind, held, medium)) or default(kind, medium, held)


def spoken(locale: str) -> str:
    """The language we keep words in that is nearest to one."""
    if locale in LOCALES:
        return locale
    family = locale.replace("_", "-").partition("-")[0].lower()
    alike = (each for each in LOCALES if each.partition("-")[0] == family)
    return next(alike, DEFAULT_LOCALE)


def default(kind: NotificationKind, medium: Medium, locale: str) -> Wording:
    """What is written where nobody has saved anything."""
    subject, text = DEFAULTS[kind][locale]
    greets = medium is Medium.EMAIL
    return Wording(subject, f"{GREETINGS[locale]}\n\n{text}\n" if greets else text)


def rendered(template: Wording, medium: Medium, values: Mapping[str, str]) -> Wording:
    """A template with its variables filled in; what is not known is left empty."""
    subject = BREAKS.sub(" ", _filled(template.subject, values))
    text = _filled(template.text, values)
    if medium is not Medium.EMAIL:
        return Wording(subject, text)
    escaped = {name: html.escape(value) for name, value in values.items()}
    body = _filled(template.html, escaped) if template.html else _paragraphs(text)
    return Wording(subject, text, body)


def _filled(part: str, values: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda found: values.get(found[1], ""), part)


def _paragraphs(text: str) -> str:
    """Text as HTML: what is apart by an empty line is a paragraph."""
    parts = [html.escape(part.strip()) for part in text.split("\n\n")]
    return "\n".join("<p>{}</p>".format(part.replace("\n", "<br>")) for part in parts if part)
