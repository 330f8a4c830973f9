"""Sensors: readings in, alarms out. It knows permits and hazards by what they offer; they do not know it."""

from handlers.flow import EntryWords, Flow
from handlers.permits.gas.inhibits import KIND as DETECTORS
from handlers.sensors import alarms, silence, trials
from models.kinds import CARD_ONLY, AskKind

FLOW = Flow(
    kinds=[
        AskKind(silence.CLOCK, "看传感器有没有来数", CARD_ONLY, life="house", waits=False),
        AskKind(trials.CLOCK, "每月试警", CARD_ONLY, life="house", waits=False),
    ],
    entries={
        "sensor.again": EntryWords("又报警", "{sensor} 又报警，第 {times} 次：{why}"),
        "sensor.second": EntryWords("升到二级", "{sensor} 升到二级：{why}"),
        "sensor.normal": EntryWords("读数恢复", "{sensor} 已恢复：{why}。查明原因、验过才销号"),
        "sensor.joined": EntryWords("并入报警", "{sensor} 也报了：{why}"),
        "sensor.storm": EntryWords("报警风暴", "同一处接连报警，后面的都记在这里，叫了{to}"),
        "sensor.flapping": EntryWords("抖动", "{sensor} 抖动：{why}，请查探头"),
        "sensor.trouble": EntryWords("仪表毛病", "{sensor} {why}"),
        "sensor.back": EntryWords("仪表恢复", "{sensor} {why}"),
        "sensor.stopped": EntryWords("停了作业", "停了 {permits}：{why}"),
        "sensor.moved": EntryWords(
            "传感器移走", "{sensor} 移到{area_name}：这里现在多少，没有它看着了；之后再报另开一条"
        ),
        "sensor.trial": EntryWords("开始试警", "{who}试 {sensor}"),
        "sensor.tried": EntryWords("试警到了", "{sensor} 试警：{why}，叫了{to}"),
        "sensor.old": EntryWords("补传的读数", "{sensor} {why}"),
    },
    pages={(DETECTORS, trials.BEGIN): trials.begin},
    steps={silence.CLOCK: silence.step, trials.CLOCK: trials.step},
    unreachable={silence.CLOCK: silence.nobody, trials.CLOCK: trials.nobody},
    needed=alarms.needed,
    plant_changed=alarms.follow_plant,
)
