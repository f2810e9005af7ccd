"""Saving the words for a kind, in a language, for a medium."""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.notifications.events import TemplateSaved
from domain.notifications.kinds import NotificationKind
from domain.notifications.models import NotificationTemplate
from domain.notifications.states import Medium
from domain.notifications.wording import Wording, checked
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

SUBJECT_LENGTH_MAX = 200  # characters
TEXT_LENGTH_MAX = 10_000
HTML_LENGTH_MAX = 50_000
NAME_OF_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


async def upsert_template(
    ctx: Context,
    kind: NotificationKind,
    locale: str,
    medium: Medium,
    wording: Wording,
    *,
    expected_version: int | None = None,
) -> NotificationTemplate:
    """Save a template; what is told from now on is written so. Saving the same again changes
    nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change templates.
        UnknownVariable: it names what notifications of this kind do not have.
        InvalidInput: no subject or text, too long, a language we keep no words in, HTML for what
            is no e-mail, or braces that are no variable.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.NOTIFICATIONS_WRITE)
    locale, wording = inputs.locale(locale, "locale"), well_written(kind, medium, wording)
    async with in_transaction():
        await sql.value(NAME_OF_LOCK, f"notification template|{kind}|{locale}|{medium}")
        row = await NotificationTemplate.get_or_none(kind=kind, locale=locale, medium=medium)
        if row is None:
            row = NotificationTemplate(
                kind=kind, locale=locale, medium=medium, is_in_use=False, created_at=ctx.now
            )
            expect_version(row, "notification template", expected_version)
            row.update_from_dict(_columns(wording) | {"version": 1, "updated_at": ctx.now})
            await row.save(force_create=True)
        else:
            expect_version(row, "notification template", expected_version)
            if row.is_in_use and Wording(row.subject, row.text, row.html) == wording:
                return row
            await raise_version(row, "notification template", at=ctx.now, **_columns(wording))
        await append(ctx, saved(row))
        return row


def _columns(wording: Wording) -> dict[str, object]:
    return {
        "subject": wording.subject,
        "text": wording.text,
        "html": wording.html,
        "is_in_use": True,
    }


def well_written(kind: NotificationKind, medium: Medium, wording: Wording) -> Wording:
    """A template as it can be kept.

    Raises:
        UnknownVariable, InvalidInput: it cannot; see `upsert_template`.
    """
    kept = Wording(
        inputs.text(wording.subject, "subject", longest=SUBJECT_LENGTH_MAX),
        inputs.text(wording.text, "text", longest=TEXT_LENGTH_MAX),
        inputs.text(wording.html, "html", longest=HTML_LENGTH_MAX, required=False),
    )
    if kept.html and medium is not Medium.EMAIL:
        raise InvalidInput("Only e-mail has HTML.", "html")
    checked(kind, kept)
    return kept


def saved(row: NotificationTemplate) -> TemplateSaved:
    """The fact that made this version of a template."""
    return TemplateSaved(
        aggregate_id=row.id,
        version=row.version,
        kind=row.kind,
        locale=row.locale,
        medium=row.medium,
        is_in_use=row.is_in_use,
    )
