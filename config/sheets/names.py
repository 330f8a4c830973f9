"""What people call things, and what the files call them: whether a workbook says 储运车间 or ws3, both are
understood."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config.sheets.cells import Wrong
from rules.texts import bare

# what is named → its id → its name
Known = Mapping[str, Mapping[str, str]]
DEPARTMENT, POST, PERSON, CERTIFICATE, SHIFT = "部门", "岗位", "人员", "证书", "班次"
PLATFORM, SCOPE, PLACE, FUNCTION = "平台", "范围", "空缺的部门", "职能"
LESSON, SORT = "课", "题型"
FIXED: Known = {
    PLATFORM: {"wecom": "企业微信", "dingtalk": "钉钉"},
    SCOPE: {"plant": "全厂一个", "department": "每部门一个"},
    SORT: {"single": "单选", "multiple": "多选", "judge": "判断"},
}
# What `Names.id` says of an entry that the workbook lacks, in whatever cell it is named.
MISSING = re.compile("没有“.*”这个.*：请改正，或先加到“.*”表")
# What there is of these does not come from the workbook: whoever wrote another word is told all of them.
LISTED = (*FIXED, FUNCTION, SHIFT)
ADDED_IN = {DEPARTMENT: "部门", POST: "岗位", PERSON: "人员", PLACE: "部门"}


class Names:
    """known: by what is named; ids come before names, and a name that two things have means nothing."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._ids: dict[str, dict[str, list[str]]] = {}
        for what, names in known.items():
            ids = self._ids.setdefault(what, {})
            for each, name in names.items():
                ids.setdefault(bare(name), []).append(each)

    def id(self, what: str, words: str) -> str:
        """The id of what is called so. Raises Wrong when it is nothing, or more than one thing."""
        known = self._known.get(what, {})
        if words in known:
            return words
        found = self._ids.get(what, {}).get(bare(words), [])
        if len(found) > 1:
            raise Wrong(f"有 {len(found)} 个{what}叫“{words}”：请写编号（{'、'.join(found[:5])}）")
        if not found:
            raise Wrong(self._unknown(what, words))
        return found[0]

    def name(self, what: str, each: str) -> str:
        """What a workbook calls it: its name if that is unique, else its id."""
        known = self._known.get(what, {})
        name = known.get(each, each)
        alone = self._ids.get(what, {}).get(bare(name)) == [each] and (name == each or name not in known)
        return name if alone and not any(sign in name for sign in "、，,;；\n") else each

    def every(self, what: str) -> list[str]:
        return [self.name(what, each) for each in self._known.get(what, {})]

    def both(self, what: str) -> list[str]:
        """Every id with its name."""
        return [f"{each} {name}" for each, name in self._known.get(what, {}).items()]

    def _unknown(self, what: str, words: str) -> str:
        if what in LISTED:
            names = [f"“{name}”" for name in self._known[what].values()]
            there = "、".join(names[:-1]) + "或" * (len(names) > 1) + names[-1]
            where = "，是 plant.yaml 的 shifts 里写的" if what == SHIFT else ""
            change = "，或先改 shifts" if what == SHIFT else ""
            return f"只能填{there}{where}：请改正{change}"
        place = ADDED_IN.get(what)
        added = f"，或先加到“{place}”表" if place else ""
        return f"没有“{words[:40]}”这个{what}：请改正{added}"
