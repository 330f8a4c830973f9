"""What each entry in a permit's trail is called, on paper and as a line on the phone."""

from handlers.flow import EntryWords

ENTRIES = {
    "permit.requested": EntryWords("提交申请", "{who}提出申请"),
    "permit.let_in_asked": EntryWords(
        "请定缺课的人能不能干", "{asked_by}请定：{person}当{role_name}缺{titles}，{reason}"
    ),
    "permit.let_in": EntryWords(
        "缺课放行一次", "{granted_by}放行{person}当{role_name}，只这张票，缺{titles}：{reason}"
    ),
    "permit.kept_out": EntryWords("缺课不放行", "{who}没有放行{person}当{role_name}：{reason}"),
    "permit.line_skipped": EntryWords("这个岗位没有人签", "{line}：{why}"),
    "permit.changed": EntryWords("改好再交", "{who}改好再交，第 {version} 版，签过的都作废"),
    "permit.routing": EntryWords("重新定流程", "重新定流程"),
    "permit.cancelled": EntryWords("撤回", "{who}撤回"),
    "permit.confirmed": EntryWords("确认", "{who}确认签字"),
    "permit.signed": EntryWords("签批同意", "{who}签批"),
    "permit.held": EntryWords("签名待到场", "{who}已签，待到场：{why}"),
    "permit.signing": EntryWords("发卡审签", "发卡审签"),
    "permit.returned": EntryWords("退回申请人", "退回申请人"),
    "permit.short_rest": EntryWords("剩的时间不够，请申请人换时段", "签完只剩 {left} 分钟，不够干活，请申请人换时段"),
    "permit.refused": EntryWords("退回", "{who}退回：{reason}"),
    "permit.late_answer": EntryWords("来晚的答复，不算", "{who}来晚了，这次没有算"),
    "permit.approved": EntryWords("审签完成", "审签完成，用了 {minutes} 分钟"),
    "permit.blocked": EntryWords("卡住，无人可签", "卡住：找不到能签的人"),
    "permit.expired": EntryWords("过了作业时段", "过了作业时段，作废"),
    "permit.printed": EntryWords("印出纸票", "印出空白纸票"),
    "permit.entered": EntryWords("补录纸票", "补录纸票"),
    "permit.hold_put": EntryWords("冻结保全", "冻结保全：{reason}"),
    "permit.hold_lifted": EntryWords("解除冻结保全", "解除冻结保全：{reason}"),
    "permit.gas_tested": EntryWords("气体检测", "{who}测气：{words}，仪器 {instrument}（检定到 {calibrated_until}）"),
    "permit.gas_silent": EntryWords("测气仪漏报", "测气仪 {instrument} 漏报"),
    "permit.gas_excused": EntryWords(
        "超限读数，没有停工", "测气仪 {instrument}（检定到 {calibrated_until}）{words}，没有停：{why}"
    ),
    "permit.detector_inhibited": EntryWords("屏蔽测气仪", "{who}屏蔽测气仪 {instrument}，到 {until}：{reason}"),
    "permit.detector_back": EntryWords("恢复测气仪", "{who}恢复测气仪 {instrument}"),
    "permit.alarm_confirmed": EntryWords(
        "登记便携报警仪", "{who}在现场登记便携报警仪 {instrument}，检定到 {calibrated_until}"
    ),
    "permit.wind": EntryWords("报风力", "{who}报风力 {force}"),
    "permit.measure_confirmed": EntryWords(
        "现场确认措施",
        "{who}确认措施 {measure}：{note}",
        by="applies",
        after={"no": EntryWords("现场确认不涉及", "{who}确认不涉及 {measure}：{note}")},
    ),
    "permit.measure_failed": EntryWords(
        "读数不合格，措施没有确认", "{who}测得 {note}，不合格，措施 {measure} 没有确认"
    ),
    "permit.coordinator_named": EntryWords("指定统一协调人", "{person}统一协调这张票和 {with}"),
    "permit.linked": EntryWords("关联作业票", "{with} 与这张票关联"),
    "permit.parted": EntryWords("不再关联", "{with} 不再与这张票关联"),
    "permit.layer_confirmed": EntryWords("确认隔离层", "{who}看过与 {with} 之间的隔离层：{why}"),
    "permit.briefing_given": EntryWords("安全交底", "{who}做了安全交底"),
    "permit.briefed": EntryWords("接受交底签认", "{worker}签了安全交底"),
    "permit.foreman_checked": EntryWords("班长现场验票", "{who}现场验票"),
    "permit.not_started": EntryWords("开工关没过齐，没有开工", "{who}要开工，关没过齐"),
    "permit.person_cut": EntryWords("证书到期，撤下作业人", "{person}证书到期，撤下"),
    "permit.worker_named": EntryWords("请人加入作业", "{who}请{person}加入作业"),
    "permit.worker_added": EntryWords("签过交底，成为作业人", "{person}签过交底，成为作业人（{from}加的）"),
    "permit.same_device": EntryWords("同一部手机两人签字，请核对", "两个人用同一部手机签字，已请安全部门核对"),
    "permit.same_drawing": EntryWords(
        "签名一笔不差，请核对", "已请安全部门核对{person}的签名：和{beside}的一笔不差，{elsewhere}"
    ),
    "permit.working": EntryWords(
        "开工", "{who}开工", after={"suspended": EntryWords("复工", "复工，停了 {minutes} 分钟")}
    ),
    "permit.suspended": EntryWords("停工", "{who}停工：{why}"),
    "permit.alarmed": EntryWords("停着或完工后叫停", "{who}叫停（票已停着、报完工或到期）：{why}"),
    "permit.untold": EntryWords("停工没通知到，请当面叫停", "停工没通知到{names}，请当面叫停"),
    "permit.stop_reason": EntryWords("补停工原因", "{who}补了停工原因：{reason}"),
    "permit.resume_confirmed": EntryWords("确认复工条件", "{who}确认可以复工"),
    "permit.guardian_changed": EntryWords("监护交接", "监护交接：{from}交给{to}"),
    "permit.entry": EntryWords("进出登记", "{who}登记进出"),
    "permit.checked": EntryWords("作业中报正常", "{who}报现场正常"),
    "permit.wound_up": EntryWords("收工", "{who}报收工"),
    "permit.finished": EntryWords("报完工", "{who}报完工"),
    "permit.accepted": EntryWords("完工验收", "{who}验收签字"),
    "permit.not_accepted": EntryWords("还不能验收", "{who}看过，还不能验收：{reason}"),
    "permit.power_cancelled": EntryWords("断电注销", "{who}断电注销"),
    "permit.closed": EntryWords("关闭", "关闭"),
    "permit.archived": EntryWords("封存归档", "封存归档"),
    "permit.copied": EntryWords("抄送", "抄送{to}：{why}", delivery=True),
    "permit.signer_added": EntryWords("加签", "{who}加签，请{to}一起签：{reason}"),
    "permit.urged": EntryWords("催办", "{who}催办"),
}
