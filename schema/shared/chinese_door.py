"""What is said in Chinese to a request that could not begin, by its English sentence."""

AT_THE_DOOR = {
    "A body has at most {} bytes.": "请求体最多 {} 字节。",
    "A document has at most {} directives.": "一个文档最多 {} 个指令。",
    "A document has at most {} fragments.": "一个文档最多 {} 个片段。",
    "A document has at most {} operations.": "一个文档最多 {} 个操作。",
    "A document has at most {} tokens.": "一个文档最多 {} 个词法单元。",
    "A fragment spreads itself.": "片段不能引用自身。",
    "An operation has at most {} fields at its root.": "一个操作的根级最多 {} 个字段。",
    "Ask with GET.": "请使用 GET。",
    "Documents by hash have version 1 of the protocol.": "按哈希请求文档须使用协议版本 1。",
    "Introspection goes at most {} levels deep.": "内省最多 {} 层。",
    "Mutations are posted.": "变更操作须使用 POST。",
    "Name the operation: the document has several.": "文档包含多个操作，请指明操作名。",
    "No document of this hash was published.": "没有发布过该哈希对应的文档。",
    "Only documents that were published beforehand are run.": "仅执行预先发布的文档。",
    "Send UTF-8.": "请使用 UTF-8。",
    "Send application/json.": "请使用 application/json。",
    "Send the body as it is, not encoded.": "请求体不得压缩或编码。",
    "Subscriptions are streamed: accept text/event-stream, or use a WebSocket.": (
        "订阅须以流方式接收：请接受 text/event-stream 或使用 WebSocket。"
    ),
    "The answers are {} or {}.": "响应类型为 {} 或 {}。",
    "The body must be a JSON object; there are no batches.": (
        "请求体须为一个 JSON 对象，不支持批量。"
    ),
    "The hash is that of another document.": "该哈希属于另一个文档。",
    "The operationName must be a string.": "operationName 须为字符串。",
    "The query must be a string, and not empty.": "query 须为非空字符串。",
    "The sha256Hash must be a string, and not empty.": "sha256Hash 须为非空字符串。",
    "The {} must be a JSON object.": "{} 须为 JSON 对象。",
    "Something went wrong on our side.": "服务器内部错误。",
    "There is nothing here.": "此处没有内容。",
    "This is not to be asked like that.": "不支持以此方法请求。",
    "This asks for more than {} fields.": "请求的字段超过 {} 个。",
    "This goes {} levels deep; {} are allowed.": "嵌套 {} 层，最多允许 {} 层。",
    "This has more than {} aliases.": "别名超过 {} 个。",
    "{} is nested more than {} levels deep.": "{} 的嵌套超过 {} 层。",
    "{} must be JSON in UTF-8.": "{} 须为 UTF-8 编码的 JSON。",
    "{} names something twice in one object.": "{} 的同一对象中有重复的键。",
}
