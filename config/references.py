"""Which field refers to what in which file. Finds references to nothing and ids given twice, with tables over the raw
data.

The data need not fit their shape, so that one wrong field hides no other fault. In a pattern `*` is every item of a
list or value of a mapping, and `~` is every key of a mapping.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from config.problem import Finding, Path

# what may be referred to → where the names are given: (file, pattern); a list pattern ends at its items' ids
NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "部门": (("plant", "departments/*/id"),),
    "区域": (("plant", "areas/*/id"),),
    "设备": (("plant", "machines/*/id"),),
    "人员": (("plant", "people/*/id"),),
    "授权书": (("plant", "authorizations/*/id"),),
    "岗位": (("plant", "posts/~"),),
    "班次": (("plant", "shifts/crews/*"),),
    "角色": (("permit_templates", "roles/~"),),
    "氧含量限值": (("permit_templates", "gas/oxygen/~"),),
    "表单的问题": (("permit_templates", "kinds/*/fields/*/id"),),
    "证书": (("permit_templates", "qualifications/~"),),
    "作业种类": (("permit_templates", "kinds/~"),),
    "票面栏": (("routing_rules", "gb_roles/~"),),
    "替补原因": (("routing_rules", "substitution_reasons/*"),),
    "加签阶段": (("routing_rules", "upgrades/extra_stages/~"),),
    "公共片段": (("routing_rules", "fragments/~"),),
    "路线": (("routing_rules", "routes/*/id"),),
    "课程": (("courses", "courses/*/id"),),
    "课": (("courses", "courses/*/lessons/*/id"),),
    "内容": (("posts_matrix", "topics/*/id"),),
    "隐患类别": (("hazard_categories", "categories/*/id"),),
}
MORE: dict[str, frozenset[str]] = {
    "部门或 plant": frozenset({"plant"}),
    "岗位或值班领导": frozenset({"duty_leader", "supervisor"}),
    "班次或 day": frozenset({"day"}),
}
# So few that all of them are told to whoever wrote another one.
TOLD = frozenset({"班次或 day"})
JOINED: dict[str, tuple[str, ...]] = {
    "部门或 plant": ("部门",),
    "岗位或值班领导": ("岗位",),
    "班次或 day": ("班次",),
    "角色或岗位": ("角色", "岗位"),
    "作业种类或隐患类别": ("作业种类", "隐患类别"),
}
SLOTS = ("fragments/*/posts/*", "routes/*/stages/*/posts/*", "upgrades/extra_stages/*/posts/*")

# (file, pattern, what it must name)
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("plant", "areas/*/department", "部门"),
    ("plant", "machines/*/area", "区域"),
    ("plant", "posts/*/vacant/*", "部门或 plant"),
    ("plant", "roles/*/*", "岗位"),
    ("plant", "roles/on_permit/~", "角色"),
    ("plant", "roles/on_permit/*/*", "岗位"),
    ("plant", "people/*/department", "部门"),
    ("plant", "people/*/posts/*", "岗位"),
    ("plant", "people/*/supervisor", "人员"),
    ("plant", "directory/*/department", "部门"),
    ("plant", "directory/*/posts/*", "岗位"),
    ("plant", "directory/*/shift", "班次或 day"),
    ("plant", "shifts/names/~", "班次"),
    ("plant", "people/*/shift", "班次或 day"),
    ("plant", "people/*/certs/~", "证书"),
    ("plant", "people/*/cert_numbers/~", "证书"),
    ("plant", "duty_roster/weekly/*", "人员"),
    ("plant", "duty_roster/dates/*", "人员"),
    ("plant", "authorizations/*/signed_by", "人员"),
    ("plant", "authorizations/*/to_person", "人员"),
    ("plant", "authorizations/*/from_post", "岗位"),
    ("routing_rules", "defaults/distinct_except/*", "票面栏"),
    ("routing_rules", "defaults/conflict_of_interest/*", "角色"),
    ("routing_rules", "defaults/approver_qualification", "证书"),
    ("routing_rules", "substitutions/~", "岗位"),
    ("routing_rules", "substitutions/*/authorization", "授权书"),
    ("routing_rules", "substitutions/*/chain/*/post", "岗位或值班领导"),
    ("routing_rules", "substitutions/*/chain/*/when/*", "替补原因"),
    *(("routing_rules", f"{slot}/post", "岗位") for slot in SLOTS),
    *(("routing_rules", f"{slot}/signs_for", "票面栏") for slot in SLOTS),
    ("routing_rules", "fragments/*/roles/*", "角色"),
    ("routing_rules", "routes/*/stages/*/roles/*", "角色"),
    ("routing_rules", "routes/*/stages/*/use", "公共片段"),
    ("routing_rules", "routes/*/match/kind", "作业种类"),
    ("routing_rules", "routes/*/match/areas/*", "区域"),
    ("routing_rules", "upgrades/rules/*/kinds/*", "作业种类"),
    ("routing_rules", "upgrades/rules/*/stage", "加签阶段"),
    ("routing_rules", "downgrades/*/kinds/*", "作业种类"),
    ("routing_rules", "downgrades/*/decided_by/posts/*", "岗位"),
    ("routing_rules", "additions/signs_for", "票面栏"),
    ("routing_rules", "additions/posts/*/post", "岗位"),
    ("routing_rules", "additions/posts/*/kinds/*", "作业种类"),
    ("routing_rules", "additions/posts/*/areas/*", "区域"),
    ("routing_rules", "copies/rules/*/post", "岗位"),
    ("routing_rules", "copies/rules/*/kinds/*", "作业种类"),
    ("routing_rules", "copies/rules/*/areas/*", "区域"),
    ("routing_rules", "copies/posts/*", "岗位"),
    *(("routing_rules", f"after_signing/{part}/*/to/*", "角色或岗位") for part in ("pre_start", "during", "close")),
    *(("routing_rules", f"after_signing/{part}/*/kinds/*", "作业种类") for part in ("pre_start", "during", "close")),
    ("permit_templates", "gas/breathing", "氧含量限值"),
    ("permit_templates", "gas/analyst/*", "证书"),
    ("permit_templates", "relations/same_spot/*", "表单的问题"),
    ("permit_templates", "kinds/*/fields/*/asked_if/~", "表单的问题"),
    ("permit_templates", "kinds/*/fields/*/not_below", "表单的问题"),
    ("permit_templates", "kinds/*/leads_as", "角色"),
    ("permit_templates", "kinds/*/triggers/confined_space_rules_if/kind", "作业种类"),
    ("permit_templates", "certified_roles/*", "角色"),
    ("permit_templates", "separation/*/*", "角色"),
    ("permit_templates", "kinds/*/required_roles/*", "角色"),
    ("permit_templates", "kinds/*/optional_roles/*", "角色"),
    ("permit_templates", "kinds/*/qualifications/*/*", "证书"),
    ("permit_templates", "kinds/*/measures/*/confirm", "角色"),
    ("permit_templates", "kinds/*/linked_validity/to_kinds/*", "作业种类"),
    ("permit_templates", "kinds/*/outside_standard/decided_by", "人员"),
    ("permit_templates", "relations/together/*/kinds/*", "作业种类"),
    ("courses", "courses/*/about/*", "作业种类或隐患类别"),
    ("posts_matrix", "levels/*/by/*", "岗位"),
    ("posts_matrix", "levels/*/on_site/*", "内容"),
    ("posts_matrix", "trades/*/posts/*", "岗位"),
    ("posts_matrix", "trades/*/courses/*", "课程"),
    ("posts_matrix", "trades/*/refresh_months/~", "课程"),
    ("posts_matrix", "trades/*/certs/*", "证书"),
    ("posts_matrix", "trades/*/permit_roles/*/role", "角色"),
    ("posts_matrix", "trades/*/permit_roles/*/kinds/*", "作业种类"),
    ("drills", "drills/*/course", "课程"),
    ("drills", "drills/*/nodes/*/lesson", "课"),
    ("drills", "drills/*/team/posts/*/posts/*", "岗位"),
    ("hazard_categories", "defaults/fallback_owner_post", "岗位"),
    ("hazard_categories", "categories/*/owner_post", "岗位"),
    ("hazard_categories", "categories/*/owner_role", "角色"),
    ("hazard_categories", "categories/*/supervisor_post", "岗位"),
    ("sensors", "sensors/*/area", "区域"),
    ("sensors", "sensors/*/owner_post", "岗位"),
    ("sensors", "sensors/*/category", "隐患类别"),
    ("sensors", "instruments/*/area", "区域"),
    ("sensors", "keepers/*", "岗位"),
    ("sensors", "trouble/category", "隐患类别"),
    ("sensors", "trouble/owner_post", "岗位"),
    ("measures", "points/*/area", "区域"),
    ("measures", "points/*/machine", "设备"),
    ("measures", "points/*/events/*/measures/*/post", "岗位"),
    ("measures", "campaigns/*/post", "岗位"),
    ("measures", "campaigns/*/areas/*", "区域"),
)

# lists whose items' ids must differ
UNIQUE: tuple[tuple[str, str], ...] = (
    ("plant", "departments/*/id"),
    ("plant", "areas/*/id"),
    ("plant", "machines/*/id"),
    ("plant", "people/*/id"),
    ("plant", "authorizations/*/id"),
    ("routing_rules", "upgrades/rules/*/id"),
    ("routing_rules", "downgrades/*/id"),
    ("routing_rules", "routes/*/id"),
    ("permit_templates", "common_start_gate/*/id"),
    ("permit_templates", "kinds/*/measures/*/id"),
    ("permit_templates", "kinds/*/code"),
    ("posts_matrix", "trades/*/id"),
    ("courses", "courses/*/id"),
    ("courses", "courses/*/lessons/*/id"),
    ("courses", "courses/*/lessons/*/questions/*/id"),
    ("drills", "drills/*/id"),
    ("hazard_categories", "categories/*/id"),
    ("sensors", "sensors/*/id"),
    ("sensors", "instruments/*/id"),
    ("measures", "points/*/id"),
    ("measures", "campaigns/*/id"),
)


def check(raw: Mapping[str, object], faults: Collection[Finding] = ()) -> Iterator[Finding]:
    """Every id given twice, then every field that names something that does not exist or names it twice.

    faults: the faults found so far. When the place that gives the names is missing or broken, references to it are not
    checked: the one fault would come back for each of them."""
    places = Places(raw)
    for file, pattern in UNIQUE:
        yield from _twice(file, pattern, places)
    wanted = {what for _, _, what in REFERENCES}
    known = {what: _known(what, places) for what in wanted if _trusted(what, raw, faults)}
    for file, pattern, what in REFERENCES:
        for path, value in places.select(file, pattern) if what in known else ():
            if _name(value) and value not in known[what]:
                there = f"，现有 {'、'.join(sorted(map(str, known[what])))}" if what in TOLD else ""
                yield Finding(file, path, f"没有“{value}”这个{what}{there}：请改正，或先把它加上")
        if pattern.endswith("/*"):
            yield from _listed_twice(file, pattern, places)


def _trusted(what: str, raw: Mapping[str, object], faults: Collection[Finding]) -> bool:
    return all(
        file in raw and not any(fault.file == file and _covers(fault.path, pattern) for fault in faults)
        for file, pattern in _sources(what)
    )


def _covers(path: Path, pattern: str) -> bool:
    """Whether a fault is at or around the place where the pattern's names are given."""
    steps = pattern.split("/")
    return len(path) <= len(steps) and all(
        wanted in ("*", "~", step) for step, wanted in zip(path, steps, strict=False)
    )


class Places:
    """The places in the raw files (name → data) that fit a pattern. What patterns have in common at their beginning is
    walked once."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self._found: dict[tuple[str, ...], list[tuple[Path, object]]] = {
            (file,): [((), data)] for file, data in raw.items()
        }

    def select(self, file: str, pattern: str) -> Sequence[tuple[Path, object]]:
        """Each place in the file that fits the pattern, with its content, in the order of the data."""
        return self._at((file, *pattern.split("/")))

    def _at(self, steps: tuple[str, ...]) -> list[tuple[Path, object]]:
        if steps not in self._found:
            above = self._at(steps[:-1]) if len(steps) > 1 else []
            self._found[steps] = [inner for path, each in above for inner in _below(each, steps[-1], path)]
        return self._found[steps]


def select(data: object, pattern: str) -> Sequence[tuple[Path, object]]:
    """Each place in one file's data that fits the pattern, with its content, in the order of the data."""
    return Places({"": data}).select("", pattern)


def _below(data: object, step: str, path: Path) -> Iterable[tuple[Path, object]]:
    """One step down into YAML data. Nothing is found where nothing stands (`null`), except in lists and mappings."""
    if isinstance(data, dict):
        if step == "*":
            return [((*path, key), each) for key, each in data.items()]
        if step == "~":
            return [((*path, key), key) for key in data]
        inner = data.get(step)
        return [] if inner is None else [((*path, step), inner)]
    if step == "*" and isinstance(data, list):
        return [((*path, place), each) for place, each in enumerate(data)]
    return []


def _known(what: str, places: Places) -> frozenset[object]:
    found = {value for file, pattern in _sources(what) for _, value in places.select(file, pattern) if _name(value)}
    return frozenset(found) | MORE.get(what, frozenset())


def _sources(what: str) -> Iterator[tuple[str, str]]:
    return (source for name in JOINED.get(what, (what,)) for source in NAMES[name])


def _name(value: object) -> bool:
    return isinstance(value, str | int)


def _twice(file: str, pattern: str, places: Places) -> Iterator[Finding]:
    seen: set[object] = set()
    for path, value in places.select(file, pattern):
        if _name(value) and value in seen:
            yield Finding(file, path, f"编号“{value}”用了两次：请改掉一个")
        elif _name(value):
            seen.add(value)


def _listed_twice(file: str, pattern: str, places: Places) -> Iterator[Finding]:
    """The same name twice in one list; rosters name the same person on several days and are mappings."""
    for path, values in places.select(file, pattern.removesuffix("/*")):
        if isinstance(values, list):
            seen: set[object] = set()
            for place, value in enumerate(values):
                if not _name(value):
                    continue
                if value in seen:
                    yield Finding(file, (*path, place), f"“{value}”在同一个列表里写了两次：请删掉一个")
                seen.add(value)
