"""What each entry in a hazard's trail is called, on paper and as a line on the phone."""

from handlers.flow import EntryWords

ENTRIES = {
    "hazard.reported": EntryWords("上报隐患", "{who}报隐患：{words}"),
    "hazard.repeats": EntryWords("以前出过", "像以前销号的 {of}：{why}"),
    "hazard.alike": EntryWords("像另一条", "像 {to}：{why}，请报的人说是不是同一处"),
    "hazard.joined": EntryWords("并入另一条", "{who}说是同一处，并入 {into}"),
    "hazard.parted": EntryWords("分开，另办", "{who}说不是同一处，和 {from} 分开"),
    "hazard.sorted": EntryWords("定类别和地点", "{who}定为{grade_name}、{category_name}，地点{area_name}"),
    "hazard.assigned": EntryWords("派给责任人", "派给{to}，{until} 前改好：{why}"),
    "hazard.accepted": EntryWords("接单", "{who}接单"),
    "hazard.disputed": EntryWords("说不归他", "{who}说不归他，该归{to}：{reason}"),
    "hazard.dispute_decided": EntryWords("定归谁改", "{who}定：归{to}"),
    "hazard.extension_asked": EntryWords("申请延期", "{who}申请延到 {until}：{reason}；这段时间{interim}"),
    "hazard.extension_decided": EntryWords(
        "批延期", "{who}同意延期", by="decided", after={"denied": EntryWords("不同意延期", "{who}不同意延期")}
    ),
    "hazard.mended": EntryWords("报改好了", "{who}报改好了：{note}"),
    "hazard.compared": EntryWords("照片对比", "照片对比：{words}"),
    "hazard.checked": EntryWords(
        "验过，改好了",
        "{who}看过，改好了：{note}",
        by="ok",
        after={"False": EntryWords("验过，没改好", "{who}看过，没改好：{note}")},
    ),
    "hazard.sampled": EntryWords("抽安全部复查", "抽安全部复查：{why}"),
    "hazard.to_confirm": EntryWords("请发现人认可", "请发现人认可"),
    "hazard.reopened": EntryWords("退回再改", "退回再改，{until} 前改好：{why}"),
    "hazard.closed_out": EntryWords("销号", "销号，从上报算用了 {hours} 小时"),
    "hazard.rejected": EntryWords("不算隐患", "{who}定：不算隐患，{reason}"),
    "hazard.inherited": EntryWords("换人跟踪", "{from}不在，改由{to}跟踪"),
    "hazard.passed": EntryWords("换责任人", "{from}不在，改由{to}整改：{why}"),
    "hazard.red": EntryWords("红色预警", "还剩 {left}，红色预警{to}"),
    "hazard.overdue": EntryWords("超期", "到期没改好，告诉{to}"),
    "hazard.urged": EntryWords("催整改", "催{to}：{why}", delivery=True),
    "hazard.archived": EntryWords("封存归档", "封存归档"),
    "hazard.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
    "hazard.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
}
