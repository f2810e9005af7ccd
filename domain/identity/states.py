"""As what and how somebody signed in, and why it is over."""

from enum import StrEnum


class AccountKind(StrEnum):
    """As what somebody signs in."""

    STAFF = "staff"
    CUSTOMER = "customer"


class SignInMethod(StrEnum):
    """What somebody showed to be let in."""

    PASSWORD = "password"


class SessionEnd(StrEnum):
    """Why a session is over before its time."""

    SIGNED_OUT = "signed_out"  # by themselves, or by whoever may
    PASSWORD_SET = "password_set"
    TOKEN_REUSED = "token_reused"  # a refresh token was shown twice: one of both is a thief
    LEFT = "left"  # works here no more
