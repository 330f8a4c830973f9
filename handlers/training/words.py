"""What each entry in a training file is called, on paper and as a line on the phone."""

from handlers.flow import EntryWords
from models import alike
from rules.training.life import OFFICE

ENTRIES = {
    "training.begun": EntryWords("开始培训", "{who}开始培训：{people} 人，{lessons} 课次"),
    "training.halted": EntryWords("停止培训", "{who}停止培训：{reason}"),
    "training.opened": EntryWords("建档", "建档：{posts}"),
    "training.planned": EntryWords("要学", "要学{title}：{why}"),
    "training.dropped": EntryWords("不用学了", "不用再学{title}：{why}"),
    "training.wanted": EntryWords("又要学", "又要学{title}：{why}"),
    "training.renewed": EntryWords(
        "要复训",
        "{title}要复训，{until} 到期",
        codes=frozenset({"asked"}),
        by="asked",
        after={"yes": EntryWords("再学一遍", "{title}再学一遍：{why}", codes=frozenset({"asked"}))},
    ),
    "training.learned": EntryWords("学完", "学完{title}，看了 {minutes} 分钟"),
    "training.drawn": EntryWords("出题", "出 {size} 题：{title}"),
    "training.answered": EntryWords(
        "答对",
        "第 {place} 题答对",
        by="ok",
        after={"no": EntryWords("答错", "第 {place} 题答错"), "late": EntryWords("超时", "第 {place} 题超时，没答")},
    ),
    "training.passed": EntryWords("过关", "{title}过关，答对 {score}，{until} 前有效"),
    "training.failed": EntryWords("没过", "{title}没过，答对 {score}：{why}"),
    "training.again": EntryWords(
        "再问一题", "再问一题：{title}，{why}", by="kind", after={"test": EntryWords("抽查一题", "抽查一题：{title}")}
    ),
    "training.recalled": EntryWords(
        "还记得", "{title}还记得，{why}", by="ok", after={"no": EntryWords("忘了", "{title}忘了，{why}")}
    ),
    "training.sent": EntryWords("请他学", "{who}请他学{title}，等他办票{later}"),
    "training.awaited": EntryWords("等的课学完了", "有人等的{title}学完了：{to}"),
    "training.proposed": EntryWords("提议再学", "提议再学：{why}"),
    "training.proposal_taken": EntryWords("照提议再学", "{who}让{to}再学{titles}：{why}"),
    "training.proposal_dropped": EntryWords("提议不用", "{who}不用{why}的提议：{reason}"),
    "training.budget": EntryWords("定卡片数", "{who}定每人每月 {cards} 张题卡"),
    "training.coached": EntryWords("带着学了", "{who}带{person}学了{title}"),
    "training.levels": EntryWords("三级教育", "三级教育：{told}"),
    "training.levelled": EntryWords("带完一级", "{who}带完{name} {hours} 学时，会做了"),
    "training.hours": EntryWords("带了几学时", "{who}带了{name} {hours}/{asked} 学时"),
    "training.due": EntryWords("等签上岗", "三级教育带完了，课都过了就签上岗"),
    "training.uncertified": EntryWords("等证", "还不能签上岗：{lacks}"),
    "training.signed": EntryWords(
        "签上岗",
        "{who}（{word}）签字：可以独立上岗",
        by="check",
        after={
            each: EntryWords("签上岗，请核对签名", "{who}（{word}）签字：可以独立上岗。请核对签名：" + words)
            for each, words in alike.WORDS.items()
        },
    ),
    "training.sent_back": EntryWords("退回再练", "{who}（{word}）退回再练：{reason}"),
    "training.cleared": EntryWords("独立上岗", "三个人都签了，可以独立上岗"),
    "training.certificates": EntryWords("证书", "证书：{names}"),
    "training.scanned": EntryWords(
        "证书扫描件",
        "{who} 放上{name}的扫描件，{on} 在官方网站上查过",
        codes=frozenset({"code", "checked", "type"}),
        by="type",
        after={
            "plant": EntryWords(
                "证书扫描件",
                "{who} 放上{name}的扫描件，{on} 核对过",
                codes=frozenset({"code", "checked", "type"}),
            )
        },
    ),
    "training.drilled": EntryWords(
        "演练",
        "{title}（{drill}）{score}，合格",
        by="ok",
        after={"no": EntryWords("演练", "{title}（{drill}）{score}，不合格")},
    ),
    "training.attended": EntryWords(
        "授课、现场演练", "{word}：{on} {title}，{hours} 学时，{remarks}", codes=frozenset({"event", "sort"})
    ),
    "training.retracted": EntryWords(
        "更正", "{who}更正：{word} {on} {title} 不算，{reason}", codes=frozenset({"event", "sort"})
    ),
    "training.suspended": EntryWords(
        "暂停",
        "{title}暂停：{why}，重练合格才恢复",
        codes=frozenset({"by"}),
        by="by",
        after={
            OFFICE: EntryWords(
                "暂停",
                "{who} 暂停{title}：{why}，重学过关才恢复",
                codes=frozenset({"by", "about"}),
            ),
        },
    ),
    "training.restored": EntryWords("恢复", "{title}恢复：{why}", codes=frozenset({"by"})),
    "training.certificate_ends": EntryWords("证快到期", "告诉他：{name} {until}到期"),
    "training.known": EntryWords("知道了", "{who}知道{name}要到期"),
    "training.closed": EntryWords("封存", "离开了，档案封存"),
    "training.archived": EntryWords("归档", "归档，保存到 {keep_until}"),
    "training.back": EntryWords("又来了", "又来了，档案接着用"),
    "training.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
    "training.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
}
OF_REPORT = {
    "training.counted": EntryWords("培训统计", "{told}"),
    "training-report.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
    "training-report.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
}
