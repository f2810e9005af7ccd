"""What is kept how long and why, in Chinese: by the sentence in English. A test finds gaps."""

WORDS = {
    # What goes.
    "sessions, and the refresh tokens that kept them going": "会话及其刷新令牌",
    "how often somebody tried to sign in, by a hash of who and from where": (
        "登录尝试次数（仅以账号和来源的哈希记录）"
    ),
    "codes for a new password, and requests for one that no letter went out for": (
        "重设密码的验证码，以及未能寄出邮件的重设请求"
    ),
    "idempotency keys, and what came of them": "幂等键及其结果",
    "letters in the box of a shop on show": "演示店铺信箱中的邮件",
    "what was delivered to webhooks or given up, with the log of its attempts": (
        "已投递或已放弃的 webhook 消息及其投递日志"
    ),
    "what was looked for in the shop, by nobody knows whom": "店内搜索过的内容，不记录由谁搜索",
    "what was said in tickets: subjects, messages and customers' names": (
        "工单内容：主题、消息和客户姓名"
    ),
    "where orders went, and the notes on them": "订单的收货地址和备注",
    "customers: everything personal in them, as if they had asked for it": (
        "客户：其全部个人信息，如同本人要求删除"
    ),
    "what customers were told of their orders, and what came of it": (
        "向客户发送的订单通知及其结果"
    ),
    "what machines of a warehouse said and were told": "仓库设备上报的事件和收到的指令",
    "jobs over many orders that came to their end, and what became of each order in them": (
        "已结束的批量订单任务及其中每张订单的结果"
    ),
    # After what.
    "it was said, or came to its end": "上报或结束之后",
    "it was sent, shown or given up": "已发送、已显示或已放弃之后",
    "it was last looked for": "最后一次被搜索之后",
    "they ended or expired": "结束或过期之后",
    "they ended": "结束之后",
    "the last try": "最后一次尝试之后",
    "the code expired or the request was made": "验证码过期或提出请求之后",
    "they were first used": "首次使用之后",
    "they were written": "写成之后",
    "it ended": "结束之后",
    "the last change of a ticket that was resolved or closed": (
        "已解决或已关闭工单的最后一次变更之后"
    ),
    "the order was placed": "下单之后",
    "their last order, sign-in, ticket or change": "最后一次下单、登录、工单或变更之后",
    # Why until then.
    "so that a stolen token is still recognized, and somebody sees when they signed out": (
        "以便识别被盗的令牌，并让本人看到何时退出"
    ),
    "so that what was refused can be looked into and asked for again": (
        "以便查明被拒的原因并重新发起"
    ),
    "so that what is said again has no second effect, and a failure can be looked into": (
        "使重复上报不会再次生效，并可追查失败"
    ),
    "so that whoever guesses passwords waits longer each time": "让猜测密码者每次等待更久",
    "a letter may have to be tried again while the mail server is away": (
        "邮件服务器不可用时可能需要重发"
    ),
    "48 hours are promised, in which a repeated request has no second effect": (
        "承诺 48 小时内重复请求不会再次生效"
    ),
    "somebody wants to read them; they hold addresses and codes": "供人查看；其中含有地址和验证码",
    "so that they find it in their feed, and a question about it can be answered": (
        "以便客户在消息列表中查看，并可答复相关询问"
    ),
    "so that a receiver can ask for it again, and a failure can be looked into": (
        "以便接收方要求重发，并可排查失败原因"
    ),
    "so that staff see what is missing, and others are offered what is usual": (
        "以便员工了解缺少什么，并向他人提示常见内容"
    ),
    "a question may come up again": "同样的问题可能再次出现",
    "a parcel may come back, and somebody may ask where it went": (
        "包裹可能退回，也可能需要查询去向"
    ),
    "they may come back": "客户可能回来",
    # What stays, and why.
    "numbers, lines, amounts and dates of orders, and their payments": (
        "订单的编号、明细、金额和日期，以及付款"
    ),
    "tax law asks for the books": "税法要求保留账簿",
    "what they agreed to and took back": "同意与撤回的记录",
    "to prove that we were allowed to": "以证明当时获得了许可",
    "that something happened, by ids, without what stood in it": (
        "发生过的事，仅以标识记录，不含内容"
    ),
    "so that the history of the shop stays whole; it names nobody": (
        "使店铺历史保持完整；其中不含任何人名"
    ),
    "the audit trail: who did, saw and was refused what, and from where": (
        "审计记录：谁做了、看了、被拒绝了什么，来自何处"
    ),
    "each seal covers those before it, so that nothing is taken out unseen": (
        "每个封印都涵盖之前的内容，取走任何一条都会被发现"
    ),
    "orders that are under way, are not paid, or have money to give back, and their customers": (
        "未完成、未付清或尚有退款的订单及其客户"
    ),
    "somebody is still owed something": "仍有未了结的款项或货物",
    "tickets that are not resolved": "未解决的工单",
    "somebody waits for an answer": "有人在等待答复",
    "what is still on its way to a webhook": "仍在投递中的 webhook 消息",
    "it was promised to its receiver": "已承诺送达接收方",
    "sessions that live": "有效的会话",
    "somebody is signed in": "有人处于登录状态",
}


def in_words(english: str, locale: str) -> str:
    """A sentence of the table of rules in the asker's language, else in English."""
    return WORDS.get(english, english) if locale == "zh-CN" else english
