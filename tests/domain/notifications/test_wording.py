"""What is written: variables, escaping, languages; and whoever is told at all. No database."""

import pytest

from domain.customers.states import ConsentPurpose
from domain.notifications.defaults import DEFAULTS
from domain.notifications.errors import UnknownVariable
from domain.notifications.kinds import EXAMPLES, VARIABLES, NotificationKind, is_wanted
from domain.notifications.states import Medium
from domain.notifications.wording import Wording, checked, chosen, default, rendered, spoken
from domain.shared.context import LOCALES
from domain.shared.errors import InvalidInput

KIND = NotificationKind.ORDER_SHIPPED


@pytest.mark.parametrize("kind", NotificationKind)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("medium", Medium)
def test_every_kind_has_words_of_ours_in_every_language(
    kind: NotificationKind, locale: str, medium: Medium
) -> None:
    template = default(kind, medium, locale)

    checked(kind, template)
    words = rendered(template, medium, EXAMPLES)
    assert words.subject
    assert "{{" not in words.subject + words.text + words.html
    assert bool(words.html) is (medium is Medium.EMAIL)
    assert set(DEFAULTS[kind]) == set(LOCALES)
    assert set(VARIABLES[kind]) <= set(EXAMPLES)


def test_what_is_put_in_is_escaped_in_html_and_has_no_breaks_in_a_subject() -> None:
    name = "{{customerName}}"
    template = Wording(f"To {name}", "Hi {{ customerName }} <b>", f"<p>{name}</p>")
    values = {"customerName": "<script>\r\nBcc: all@example.test & \u2028co"}

    words = rendered(template, Medium.EMAIL, values)

    assert words.subject == "To <script> Bcc: all@example.test & co"
    assert words.text.startswith("Hi <script>")
    assert "<script>" not in words.html
    assert words.html.startswith("<p>&lt;script&gt;")
    plain = rendered(Wording("s", "a <b>\n\nc {{customerName}}"), Medium.EMAIL, values)
    assert plain.html.startswith("<p>a &lt;b&gt;</p>\n<p>c &lt;script&gt;")


@pytest.mark.parametrize(
    ("field", "wording"),
    [
        ("subject", Wording("{{nobody}}", "t")),
        ("text", Wording("s", "{{ amount }}")),
        ("html", Wording("s", "t", "<p>{{order.number}}{{returnNumber}}</p>")),
    ],
)
def test_a_template_names_only_what_its_kind_has(field: str, wording: Wording) -> None:
    with pytest.raises(UnknownVariable) as refused:
        checked(KIND, wording)

    assert refused.value.field == [field]
    assert refused.value.facts["known"] == list(VARIABLES[KIND])


@pytest.mark.parametrize(
    "text", ["{{", "a }} b", "{{ two words }}", "{{1}}", "{{{{orderNumber}}}}"]
)
def test_double_braces_hold_a_name_or_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        checked(KIND, Wording("s", text))


@pytest.mark.parametrize(
    ("locale", "held"),
    [
        ("en", "en"),
        ("zh-CN", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("zh_HK", "zh-CN"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_a_language_we_lack_is_read_in_the_nearest_one(locale: str, held: str) -> None:
    assert spoken(locale) == held


def test_what_somebody_saved_holds_before_ours_in_its_language_and_medium_alone() -> None:
    own = Wording("own", "own")
    saved = {(KIND, "en", Medium.FEED): own}

    assert chosen(saved, KIND, Medium.FEED, "fr") == own
    assert chosen(saved, KIND, Medium.SMS, "en") == default(KIND, Medium.SMS, "en")
    assert chosen(saved, KIND, Medium.FEED, "zh-TW") == default(KIND, Medium.FEED, "zh-CN")


ALL = frozenset(ConsentPurpose)
NONE: frozenset[ConsentPurpose] = frozenset()
REVIEW = NotificationKind.REVIEW_REMINDER


@pytest.mark.parametrize(
    ("kind", "medium", "said", "consents", "expected"),
    [
        (KIND, Medium.EMAIL, None, NONE, True),
        (KIND, Medium.SMS, None, ALL, False),
        (KIND, Medium.SMS, True, NONE, True),
        (KIND, Medium.EMAIL, False, ALL, False),
        (REVIEW, Medium.EMAIL, None, NONE, False),
        (REVIEW, Medium.EMAIL, True, NONE, False),
        (REVIEW, Medium.EMAIL, True, frozenset({ConsentPurpose.MARKETING_SMS}), False),
        (REVIEW, Medium.EMAIL, None, frozenset({ConsentPurpose.MARKETING_EMAIL}), True),
        (REVIEW, Medium.EMAIL, False, ALL, False),
        (REVIEW, Medium.SMS, True, frozenset({ConsentPurpose.MARKETING_SMS}), True),
        (REVIEW, Medium.FEED, None, NONE, True),
        (REVIEW, Medium.FEED, False, NONE, False),
    ],
)
def test_who_is_told_is_what_they_said_and_advertising_needs_consent(
    kind: NotificationKind,
    medium: Medium,
    said: bool | None,
    consents: frozenset[ConsentPurpose],
    expected: bool,
) -> None:
    assert is_wanted(kind, medium, said=said, consents=consents) is expected
