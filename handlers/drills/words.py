"""What each entry in the trail of a drill is called, on paper and as a line on the phone."""

from handlers.flow import EntryWords

ENTRIES = {
    "drill.ordered": EntryWords("派演练", "{who}派{title}：{names}{left}"),
    "drill.ready": EntryWords("到了", "{who}到了（{post_name}）"),
    "drill.begun": EntryWords("开始", "{who}开始：{how}"),
    "drill.decided": EntryWords(
        "决定",
        "第 {place} 步{post_name}：{option_text}，{points} 分。{consequence}",
        by="late",
        after={"yes": EntryWords("超时", "第 {place} 步{post_name}超时，0 分。{consequence}")},
    ),
    "drill.passed": EntryWords("合格", "{score} 分，合格：{ending}"),
    "drill.failed": EntryWords("不合格", "{score} 分，不合格：{ending}"),
    "drill.missed": EntryWords("没练成", "没练成：{why}"),
    "drill.seen": EntryWords("看了讲评", "{who}看了讲评"),
    "drill.archived": EntryWords("封存归档", "封存归档"),
    "drill.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
    "drill.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
}
