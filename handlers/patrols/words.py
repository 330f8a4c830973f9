"""What each entry in the trail of a round is called, on paper and as a line on the phone."""

from handlers.flow import EntryWords

ENTRIES = {
    "patrol.opened": EntryWords(
        "到点",
        "{title}，{from_words} 到 {until_words}，{total} 处",
        by="kind",
        after={"campaign": EntryWords("开始检查", "{who}开始{title}，{from_words} 到 {until_words}，{total} 处")},
    ),
    "patrol.given": EntryWords("派人查", "请{to}去查：{why}"),
    "patrol.nobody": EntryWords("没有人在班", "没有人可以去查，{more}"),
    "patrol.passed": EntryWords("换人查", "{from}不能查，换{to}：{why}"),
    "patrol.read": EntryWords("扫现场码", "{who}在{area_name}扫了{words}"),
    "patrol.looked": EntryWords(
        "查过，正常",
        "{who}查{name}：正常，{scanned_words}",
        by="status",
        after={"hazard": EntryWords("查出问题", "{who}查{name}：有问题，报成 {hazard}，{scanned_words}")},
    ),
    "patrol.left": EntryWords("没查完", "{who}说查不了：{note}（{names}）"),
    "patrol.done": EntryWords("查完", "查完 {looked} 处，{hazard} 处有问题"),
    "patrol.missed": EntryWords("未排查", "记未排查 {missed} 处：{names}"),
    "patrol.idle": EntryWords("停用，没查", "都停用着，不用查"),
    "patrol.archived": EntryWords("封存归档", "封存归档"),
    "patrol.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
    "patrol.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
    "patrol.begun": EntryWords("开始巡检", "{who}开始巡检"),
    "patrol.halted": EntryWords("停止巡检", "{who}停止巡检：{reason}"),
    "patrol.stopped": EntryWords("停用", "{who}记 {name}停用到 {until_words}：{reason}"),
    "patrol.back": EntryWords("恢复", "{who}记 {name}恢复"),
}
