"""The sheets of the workbook, column by column: how each is read, what it shows, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from config.sheets import cells
from config.sheets.cells import Given, Wrong
from config.sheets.names import CERTIFICATE, DEPARTMENT, FUNCTION, PERSON, PLACE, PLATFORM, POST, SCOPE, SHIFT, Names
from config.sheets.parts import Certificates, Duty, Entries, Part, Row
from config.source import Json

Shown = str | float | date
NAME_OF_WEEKDAY = {str(number): f"周{sign}" for number, sign in enumerate("一二三四五六日", 1)}


class Kind(NamedTuple):
    """How a cell is read, and how a value is shown in it; choices: what one can choose from, when the cell holds a
    single thing."""

    read: Callable[[Given, Names], Json]
    shown: Callable[[Json, Names], Shown]
    form: Literal["text", "day", "number"] = "text"
    choices: str = ""


class Column(NamedTuple):
    """absent: what an empty cell means, and also a field that plant.yaml leaves out; newer: workbooks that were written
    before it came have not got it, and change nothing in it."""

    title: str
    field: str
    kind: Kind
    required: bool = False
    absent: Json = None
    width: float = 14
    note: str = ""
    newer: bool = False


@dataclass(frozen=True)
class Sheet:
    """called: the fields by which people know a row."""

    title: str
    part: Part
    columns: tuple[Column, ...]
    about: str
    called: tuple[str, ...]

    def column(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)

    def key(self, row: Row) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in self.part.key)


def _same(value: Json, known: Names) -> Shown:
    return value if isinstance(value, str | float | int) else ""


def _joined(value: Json, known: Names) -> Shown:
    return "、".join(map(str, value)) if isinstance(value, list) else ""


def _day(value: Json, known: Names) -> Shown:
    return date.fromisoformat(value) if isinstance(value, str) else ""


def _point(value: Json, known: Names) -> Shown:
    return ",".join(map(str, value)) if isinstance(value, list) else ""


def _points(value: Json, known: Names) -> Shown:
    return "; ".join(str(_point(each, known)) for each in value) if isinstance(value, list) else ""


def _plain(read: Callable[[Given], Json], shown: Callable[[Json, Names], Shown] = _same) -> Kind:
    return Kind(lambda given, known: read(given), shown)


def one(what: str) -> Kind:
    """A single thing of these, by name or id; the cell offers them."""

    def shown(value: Json, known: Names) -> Shown:
        return known.name(what, value) if isinstance(value, str) else ""

    return Kind(lambda given, known: known.id(what, cells.line(given)), shown, choices=what)


def _several(what: str) -> Kind:
    def read(given: Given, known: Names) -> Json:
        found: list[Json] = [*dict.fromkeys(known.id(what, str(each)) for each in cells.texts(given))]
        return found

    def shown(value: Json, known: Names) -> Shown:
        return "、".join(known.name(what, str(each)) for each in value) if isinstance(value, list) else ""

    return Kind(read, shown)


def _duty_day(given: Given, known: Names) -> Json:
    weekdays = {name: number for number, name in NAME_OF_WEEKDAY.items()}
    words = given.value.strip().replace("星期", "周").replace("周天", "周日") if isinstance(given.value, str) else ""
    if words in weekdays:
        return weekdays[words]
    try:
        return cells.day(given)
    except Wrong as error:
        raise Wrong("要写“周一”到“周日”，或一个日期：请改正") from error


def _duty_day_shown(value: Json, known: Names) -> Shown:
    return NAME_OF_WEEKDAY.get(str(value)) or str(value)


TEXT, TEXTS = _plain(cells.line), _plain(cells.texts, _joined)
YES = Kind(lambda given, known: cells.yes_no(given), lambda value, known: "是" if value else "否", choices="是否")
WHOLE = Kind(lambda given, known: cells.whole(given), _same, "number")
NUMBER = Kind(lambda given, known: cells.number(given), _same, "number")
DAY = Kind(lambda given, known: cells.day(given), _day, "day")
POINT, POINTS = _plain(cells.point, _point), _plain(cells.points, _points)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "部门",
        Entries("departments"),
        (
            Column("编号", "id", TEXT, True, note="字母、数字、- 和 _；用过以后不要改"),
            Column("名称", "name", TEXT, True, width=28),
            Column("承包商", "contractor", YES, absent=False, note="“是”= 外来单位，其人员不得审批"),
        ),
        "一行一个部门；每家承包商也算一个。",
        ("name",),
    ),
    Sheet(
        "岗位",
        Entries("posts"),
        (
            Column("编号", "id", TEXT, True, width=24, note="别的文件用它，改了要一起改"),
            Column("名称", "name", TEXT, True, width=24),
            Column("范围", "scope", one(SCOPE), True, note="“每部门一个”的按区域的责任部门找人"),
            Column(
                "权限",
                "authority",
                WHOLE,
                True,
                note="数字越大权限越高；不得低于 routing_rules.yaml 里 gb_roles 的 floor",
            ),
            Column("职能", "function", one(FUNCTION), True, note="他管哪一摊，与票面栏（gb_roles 的 functions）相比"),
            Column(
                "空缺的部门", "vacant", _several(PLACE), absent=[], note="没人任此岗的部门；全厂一个的岗位空缺写“全厂”"
            ),
            Column("下班可叫", "on_call", YES, absent=False, note="“是”= 下班后可以叫到现场签"),
            Column("可以审批", "may_approve", YES, absent=True, note="承包商的岗位填“否”"),
        ),
        "一行一个岗位。编号照原来的用，名称可以改成本厂的叫法。",
        ("name",),
    ),
    Sheet(
        "人员",
        Entries("people", {"certs": {}}),
        (
            Column("编号", "id", TEXT, True, note="工号；设成文本，开头的 0 才不会丢；离职的人的编号不要给别人"),
            Column("姓名", "name", TEXT, True),
            Column("部门", "department", one(DEPARTMENT), True, width=22),
            Column("岗位", "posts", _several(POST), True, width=24, note="可以几个，用顿号隔开"),
            Column("上级", "supervisor", one(PERSON), note="没人答的时候会警示他；最高的人空着"),
            Column("平台", "platform", one(PLATFORM), True),
            Column("账号", "account", TEXT, True, width=20, note="企业微信或钉钉通讯录里的账号（userid），不是姓名"),
            Column("电话", "phone", TEXT, absent="", width=16),
            Column("班次", "shift", one(SHIFT), True, note="“常白班”，或倒班的班名"),
        ),
        "一行一个人：会申请、签字、监护、作业、测气的都要在，承包商的人也要。请假不写在这里。",
        ("name",),
    ),
    Sheet(
        "证书",
        Certificates(),
        (
            Column("人员", "person", one(PERSON), True, note="姓名，重名的写编号"),
            Column(
                "证书",
                "cert",
                one(CERTIFICATE),
                True,
                width=34,
                note="代码或名称，见 permit_templates.yaml 的 qualifications",
            ),
            Column("有效期至", "until", DAY, True, note="含当日；要复审的证，写复审和到期里近的那一天"),
            Column("证书编号", "number", TEXT, absent="", width=24, note="证上的编号，印在票面上；没有就空着"),
        ),
        "一行一张证；厂内培训合格也算。过期的也可以留着，系统会算。",
        ("person", "cert"),
    ),
    Sheet(
        "区域",
        Entries("areas"),
        (
            Column("编号", "id", TEXT, True),
            Column("名称", "name", TEXT, True, width=28),
            Column("责任部门", "department", one(DEPARTMENT), True, width=22),
            Column("火灾爆炸危险场所", "hazard_place", YES, True, width=18),
            Column("重大危险源", "major_hazard", YES, absent=False),
            Column("主要介质", "media", TEXTS, absent=[], width=20, note="用顿号隔开"),
            Column("边界", "polygon", POINTS, absent=[], width=50, note="各角的“经度,纬度”，用分号隔开，依次走一圈"),
            Column("圆心", "center", POINT, width=20, note="“经度,纬度”；边界和圆心只写一种"),
            Column("半径（米）", "radius_m", NUMBER, absent=0),
            Column("防火堤", "dikes", TEXTS, absent=[]),
            Column("管廊", "pipe_rack", YES, absent=False),
            Column("道路", "roads", TEXTS, absent=[]),
            Column("消防通道", "fire_route", TEXTS, absent=[], note="道路里是消防通道的"),
            Column("受限空间", "confined_spaces", TEXTS, absent=[], width=20),
            Column("固定动火区", "fixed_hot_work_zone", YES, absent=False),
            Column("评估日期", "reviewed_on", DAY, note="固定动火区上次评估的日期"),
        ),
        "一行一个区域，互不重叠。坐标从高德或腾讯地图的坐标拾取里抄（GCJ-02）。",
        ("name",),
    ),
    Sheet(
        "值班领导",
        Duty(),
        (
            Column(
                "哪天",
                "day",
                Kind(_duty_day, _duty_day_shown),
                True,
                note="“周一”到“周日”七行不能少；某一天另有安排就加一行日期",
            ),
            Column("谁", "person", one(PERSON), True),
        ),
        "周一到周日各是谁；节假日另加一行日期。",
        ("day", "person"),
    ),
    Sheet(
        "授权书",
        Entries("authorizations"),
        (
            Column("编号", "id", TEXT, True, width=20, note="照纸上的写，印在票面上"),
            Column("名称", "name", TEXT, True, width=34),
            Column("签发人", "signed_by", one(PERSON), True),
            Column("自", "valid_from", DAY, True),
            Column("至", "valid_to", DAY, True, note="含当日"),
            Column("替哪个岗位", "from_post", one(POST), width=20, note="专人授权才写，与“由谁替”一起写"),
            Column("由谁替", "to_person", one(PERSON)),
        ),
        "书面授权：没有有效授权，谁也不能替别人签。",
        ("id", "name"),
    ),
)
ABOUT = "说明"
REMARK = "备注"
BY_TITLE: dict[str, Sheet] = {sheet.title: sheet for sheet in SHEETS}


def shown(sheet: Sheet, rows: Sequence[Row], known: Names) -> list[list[Shown]]:
    """The rows as the sheet shows them."""
    return [
        [column.kind.shown(row.get(column.field, column.absent), known) for column in sheet.columns] for row in rows
    ]
