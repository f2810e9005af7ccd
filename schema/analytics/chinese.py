"""What is done in each step, in Chinese: by the sentence in English. A test finds gaps."""

WORDS = {
    "Pay for the order.": "为订单付款。",
    "Look at the order and accept it.": "审核并确认订单。",
    "Settle why the order is on hold.": "处理订单暂停的原因。",
    "Take the units from the shelf.": "从货架拣货。",
    "Pack them into a parcel.": "打包装箱。",
    "Hand the parcel to the carrier.": "将包裹交给承运商。",
    "Bring the parcel.": "送达包裹。",
    "Close what is delivered and paid.": "完结已送达且已付清的订单。",
}


def in_words(english: str, locale: str) -> str:
    """A sentence of the table of steps in the asker's language, else in English."""
    return WORDS.get(english, english) if locale == "zh-CN" else english
