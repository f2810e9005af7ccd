"""What is written to people about their accounts, in the languages we speak."""

from datetime import datetime, timedelta

from domain.identity.mail import Letter
from domain.shared.context import DEFAULT_LOCALE

RESET = {
    "en": (
        "A new password",
        "Somebody, you we hope, asked for a new password here. This code sets one, once, within"
        " {minutes} minutes:\n\n{token}\n\nIf it was not you, nothing needs to be done.\n",
    ),
    "zh-CN": (
        "设置新密码",
        "有人（希望是您本人）申请重设密码。请在 {minutes} 分钟内使用以下验证码，仅可使用一次："
        "\n\n{token}\n\n如非本人操作，无需处理。\n",
    ),
}

EMAIL_CHANGED = {
    "en": (
        "Your account has another e-mail address",
        "The e-mail address of your account here was changed. Letters go to the new one from now"
        " on, and codes that were sent to this one set no password any more.\n\nIf it was not you,"
        " write to us at once.\n",
    ),
    "zh-CN": (
        "您的账户已更换邮箱",
        "您在本店账户的邮箱地址已被更改。今后的邮件将发送至新邮箱，此前发送到本邮箱的验证码均已失效。"
        "\n\n如非本人操作，请立即联系我们。\n",
    ),
}


def email_changed_letter(recipient: str, locale: str, now: datetime) -> Letter:
    """The letter to the mailbox of before; it does not name the new one."""
    subject, text = EMAIL_CHANGED.get(locale, EMAIL_CHANGED[DEFAULT_LOCALE])
    return Letter(recipient, subject, text, now)


def reset_letter(
    recipient: str, token: str, locale: str, now: datetime, lifetime: timedelta
) -> Letter:
    """The letter that lets somebody set a new password."""
    subject, text = RESET.get(locale, RESET[DEFAULT_LOCALE])
    minutes = lifetime // timedelta(minutes=1)
    return Letter(recipient, subject, text.format(token=token, minutes=minutes), now)
