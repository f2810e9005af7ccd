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


def reset_letter(
    recipient: str, token: str, locale: str, now: datetime, lifetime: timedelta
) -> Letter:
    """The letter that lets somebody set a new password."""
    subject, text = RESET.get(locale, RESET[DEFAULT_LOCALE])
    minutes = lifetime // timedelta(minutes=1)
    return Letter(recipient, subject, text.format(token=token, minutes=minutes), now)
