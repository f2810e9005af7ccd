"""What refusals say in other languages. English is the domain's own; the code never changes."""

from domain.shared.errors import DomainError

# Sentences by code; braces are filled from the error's facts.
CHINESE = {
    "ALREADY_TAKEN": "该标识已被占用。",
    "FORBIDDEN": "需要权限 {scope}。",
    "IDEMPOTENCY_IN_PROGRESS": "使用该幂等键的首个请求仍在处理中。",
    "IDEMPOTENCY_KEY_REUSED": "该幂等键属于另一个请求。",
    "INSUFFICIENT_STOCK": "库存不足。",
    "INVALID_INPUT": "输入无效：{message}",
    "INVALID_TRANSITION": "当前状态 {source} 下不能执行 {action}。",
    "NOT_FOUND": "未找到。",
    "ORDER_ALREADY_SHIPPED": "订单已发货，请改为申请退货。",
    "PAYMENT_EXCEEDS_BALANCE": "金额超过未付余额。",
    "PICKING_ALREADY_STARTED": "仓库已开始拣货。",
    "PRODUCT_HAS_NO_PRICE": "商品没有价格，不能上架。",
    "TOKEN_EXPIRED": "登录已过期，请重新登录。",
    "UNAUTHENTICATED": "请先登录。",
    "VERSION_CONFLICT": "数据已被他人修改，请重新读取。",
    "WRONG_CURRENCY": "币种不符：{message}",
}
BY_LOCALE = {"zh-CN": CHINESE}


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def sentence(error: DomainError, locale: str) -> str:
    """A refusal in the asker's language, else in English."""
    template = BY_LOCALE.get(locale, {}).get(error.code)
    if template is None:
        return error.message
    return template.format_map(_Facts(error.facts | {"message": error.message}))
