"""Errors that clients can act on, and nothing internal in them."""

import logging
import re

from graphql import FieldNode, GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.record import note_refusal
from schema.shared.sentences import at_the_door, sentence

log = logging.getLogger("tradegraph.graphql")

# What a client can do wrong before an operation begins; the messages are fit to be shown.
MISTAKES = (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError)
MESSAGE_LENGTH_MAX = 500  # characters; whoever sends much is not sent it back
SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)
INTERNAL = {"en": "Something went wrong on our side.", "zh-CN": "服务器内部错误。"}


def _field(error: GraphQLError) -> str:
    """The field that was refused, by its own name and not by an alias."""
    node = error.nodes[0] if error.nodes else None
    return node.name.value if isinstance(node, FieldNode) else ""


def explain(error: GraphQLError, context: GraphContext | None) -> None:
    """Give one error its code; in the language of whoever asked."""
    locale = context.domain.locale if context else "en"
    code, retryable, field = "BAD_REQUEST", False, None
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, DomainError):
        code, retryable = cause.code, cause.retryable
        error.message = sentence(cause, locale)
        field = cause.facts.get("field")
        if context:
            note_refusal(context, code, _field(error))
    elif cause is not None and not isinstance(cause, MISTAKES):
        code = "INTERNAL"
        log.error("Unexpected failure at %s", error.path, exc_info=cause)
        error.message = INTERNAL.get(locale, INTERNAL["en"])
    elif cause is None:
        error.message = at_the_door(error.message, locale)
    extensions: dict[str, object] = {"code": code, "retryable": retryable}
    if field:
        extensions["field"] = field
    if context:
        extensions["requestId"] = context.domain.request_id
    if context and not context.tools:
        error.message = SUGGESTION.sub("", error.message)
    error.message = error.message[:MESSAGE_LENGTH_MAX]
    error.extensions = {**(error.extensions or {}), **extensions}
