"""What a person can do about a rejected message, in Chinese and in English."""

from collections.abc import Mapping

from domain.channels.states import TO_DO, RejectReason

CHINESE: Mapping[RejectReason, str] = {
    RejectReason.UNREADABLE: "有字段缺失或无法理解。请让渠道重新发送，或修改列的对应关系后重试。",
    RejectReason.TOTAL_DIFFERS: "各行之和与总额不符，请向渠道核实。",
    RejectReason.WRONG_CURRENCY: "其货币与渠道的货币不同。",
    RejectReason.NOT_TO_IMPORT: "渠道表示该订单不应发货：未付款或已关闭。状态改变后会再次发来。",
    RejectReason.UNKNOWN_SKU: "请用 channelListingsSet 说明渠道 SKU 对应的商品规格，然后重试。",
    RejectReason.INSUFFICIENT_STOCK: "库存不足。请补货，或允许该渠道缺货预订，然后重试。",
    RejectReason.UNKNOWN_ORDER: "它修改的订单从未收到。请让渠道发送该订单后重试。",
    RejectReason.UPDATE_NOT_APPLIED: "渠道的订单与我们的已不一致。请比较后手工修改。",
    RejectReason.CANCEL_NOT_APPLIED: "渠道取消了我们已无法取消的订单。请按退货处理。",
}


def to_do(reason: RejectReason, locale: str) -> str:
    """The sentence in the language of whoever asks."""
    return (CHINESE if locale == "zh-CN" else TO_DO)[reason]
