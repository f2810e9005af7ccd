"""What is written where nobody has saved a template: a subject and a paragraph for each kind."""

from collections.abc import Mapping
from typing import Final

from domain.notifications.kinds import NotificationKind as Kind

GREETINGS: Final[Mapping[str, str]] = {
    "en": "Dear {{customerName}},",
    "zh-CN": "{{customerName}}，您好：",
}

DEFAULTS: Final[Mapping[Kind, Mapping[str, tuple[str, str]]]] = {
    Kind.ORDER_PLACED: {
        "en": (
            "We have your order {{orderNumber}}",
            "Thank you. Your order {{orderNumber}} comes to {{orderTotal}}.",
        ),
        "zh-CN": (
            "我们已收到您的订单 {{orderNumber}}",
            "感谢您的订购。订单 {{orderNumber}} 合计 {{orderTotal}}。",
        ),
    },
    Kind.ORDER_CONFIRMED: {
        "en": (
            "Your order {{orderNumber}} is confirmed",
            "Your order {{orderNumber}} is confirmed; we are getting it ready.",
        ),
        "zh-CN": (
            "您的订单 {{orderNumber}} 已确认",
            "订单 {{orderNumber}} 已确认，我们正在备货。",
        ),
    },
    Kind.ORDER_PAID: {
        "en": (
            "We have your payment for order {{orderNumber}}",
            "We received {{amount}} for your order {{orderNumber}}.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 的付款已到账",
            "我们已收到订单 {{orderNumber}} 的付款 {{amount}}。",
        ),
    },
    Kind.PAYMENT_ACTION_REQUIRED: {
        "en": (
            "Your payment for order {{orderNumber}} waits for you",
            "Your bank asks you to confirm {{amount}} for your order {{orderNumber}}. Open the"
            " order in the shop to go on.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 的付款等待您确认",
            "您的银行要求您确认订单 {{orderNumber}} 的付款 {{amount}}。请在商店中打开该订单继续。",
        ),
    },
    Kind.ORDER_SHIPPED: {
        "en": (
            "A parcel of your order {{orderNumber}} is on its way",
            "A parcel of your order {{orderNumber}} left with {{carrierName}}, number"
            " {{waybillNumber}}.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 的包裹已发出",
            "订单 {{orderNumber}} 的包裹已交由 {{carrierName}} 承运，运单号 {{waybillNumber}}。",
        ),
    },
    Kind.ORDER_DELIVERED: {
        "en": (
            "A parcel of your order {{orderNumber}} has arrived",
            "{{carrierName}} says that your parcel {{waybillNumber}} has arrived.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 的包裹已送达",
            "{{carrierName}} 告知：您的包裹 {{waybillNumber}} 已送达。",
        ),
    },
    Kind.DELIVERY_DELAYED: {
        "en": (
            "A parcel of your order {{orderNumber}} is delayed",
            "{{carrierName}} reports a problem with your parcel {{waybillNumber}}. We are sorry,"
            " and we are looking after it.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 的包裹有延误",
            "{{carrierName}} 报告您的包裹 {{waybillNumber}} 出现问题。非常抱歉，我们正在跟进。",
        ),
    },
    Kind.ORDER_CANCELED: {
        "en": (
            "Your order {{orderNumber}} is canceled",
            "Your order {{orderNumber}} is canceled. What you paid for it goes back to you.",
        ),
        "zh-CN": (
            "您的订单 {{orderNumber}} 已取消",
            "订单 {{orderNumber}} 已取消，已付款项将退还给您。",
        ),
    },
    Kind.ORDER_REFUNDED: {
        "en": (
            "Money for order {{orderNumber}} goes back to you",
            "We gave back {{amount}} for your order {{orderNumber}}.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 已退款",
            "订单 {{orderNumber}} 的款项 {{amount}} 已退还给您。",
        ),
    },
    Kind.RETURN_APPROVED: {
        "en": (
            "You may send back your return {{returnNumber}}",
            "We take back the goods of your return {{returnNumber}} for order {{orderNumber}}.",
        ),
        "zh-CN": (
            "您的退货 {{returnNumber}} 已获批准",
            "我们同意您退回订单 {{orderNumber}} 的商品，退货单号 {{returnNumber}}。",
        ),
    },
    Kind.REVIEW_REMINDER: {
        "en": (
            "How do you like your order {{orderNumber}}?",
            "Your order {{orderNumber}} arrived a week ago. Tell others what you think of it.",
        ),
        "zh-CN": (
            "您对订单 {{orderNumber}} 还满意吗？",
            "订单 {{orderNumber}} 已送达一周，欢迎分享您的使用感受。",
        ),
    },
    Kind.DELAY_APOLOGY: {
        "en": (
            "We are sorry that your order {{orderNumber}} is late",
            "Your parcel {{waybillNumber}} with {{carrierName}} is delayed, and we apologize. For"
            " your next order, here is a coupon: {{couponCode}}.",
        ),
        "zh-CN": (
            "订单 {{orderNumber}} 延误，我们深表歉意",
            "您的包裹 {{waybillNumber}}（{{carrierName}}）有延误，非常抱歉。下次购物可使用优惠券"
            " {{couponCode}}。",
        ),
    },
}
