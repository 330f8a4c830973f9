"""Entries that any flow's trail may hold: asks, cards and people, as the house itself writes them."""

from handlers.flow import EntryWords, Flow
from models.kinds import CARD_ONLY, AskKind

FLOW = Flow(
    kinds=[AskKind("word.answer", "答复", CARD_ONLY, life="told", waits=False)],
    entries={
        "ask.opened": EntryWords("发出待办", "请{to}{label}", delivery=True),
        "ask.reminded": EntryWords("提醒", "提醒{person}", delivery=True),
        "ask.escalated": EntryWords("催办并告知上级", "催{person}，并告诉{to}"),
        "ask.transferred": EntryWords("转办", "{who}转办给{to}：{reason}"),
        "ask.relieved": EntryWords("交班改请", "{from}下班了，改请{to}"),
        "ask.substituted": EntryWords("增加顶班", "{from}还没办，加请{to}", codes=frozenset({"reason"})),
        "ask.post_changed": EntryWords("岗位换人，改请别人", "{why}，改请别人"),
        "ask.no_substitute": EntryWords("没有可顶班的人", "{person}还没办，替补已用完", codes=frozenset({"reason"})),
        "ask.undelivered": EntryWords("卡片还没送到", "卡片还没送到{person}"),
        "ask.alarmed": EntryWords("红色警报", "{person}一直没办，已报警"),
        "card.delivered": EntryWords("卡片送达", "卡片送到{to}", delivery=True),
        "card.undeliverable": EntryWords("卡片送不到", "卡片发不出去：{why}"),
        "person.unreachable": EntryWords("联系不上", "联系不上{person}：{why}"),
        "voice.rang": EntryWords("电话", "电话叫{to}：{result}"),
        "site.code_made": EntryWords("制作现场码", "给这里做了第 {serial} 张现场码"),
        "site.code_replaced": EntryWords("更换现场码", "第 {serial} 张现场码作废"),
        "store.restored": EntryWords("从备份恢复", "数据从 {made_at} 的备份恢复"),
        "rules.changed": EntryWords("装入新的厂区数据", "装入新的厂区数据"),
    },
)
