"""Why a person can't sign now, in words for the form and for the card: leave, shift, certificate, conflict."""

from dataclasses import dataclass

from rules.phrases import leave_words
from rules.plant import Person
from rules.routes import Slot
from rules.scene import Scene
from rules.shifts import leave_at, on_duty

ROLE_WORDS = {"requester": "申请人", "work_leader": "作业负责人", "worker": "作业人", "guardian": "监护人"}


@dataclass(frozen=True)
class Absence:
    """`code` is one of the plant's substitution reasons; `form` is the whole sentence, `card` its short form."""

    code: str
    form: str
    card: str


def obstacle(person: Person, post: str, scene: Scene) -> Absence | None:
    """What keeps a person from signing at any hour; None when nothing does. `off_shift` looks at shifts."""
    name, title = f"{scene.plant.posts[post].name}{person.name}", scene.plant.posts[post].name
    day = scene.plant.day(scene.now)
    leave = leave_at(person, scene.plant, scene.now)
    if leave:
        return Absence("on_leave", f"{name}{leave_words(leave)}", f"{title}请假")
    if person.id in scene.unreachable:
        return Absence("unreachable", f"{name}联系不上", f"{title}联系不上")
    roles = scene.job.roles_of(person.id, scene.rules.defaults.conflict_of_interest)
    if roles:
        words = "、".join(ROLE_WORDS.get(role) or scene.rules.roles.get(role, role) for role in roles)
        return Absence("conflict_of_interest", f"{name}是本票{words}，须回避", f"{title}须回避")
    if scene.plant.is_contractor(person) or not scene.plant.posts[post].may_approve:
        return Absence("conflict_of_interest", f"{name}是承包商人员，不得审批", f"{title}不得审批")
    if not person.certified(scene.rules.defaults.approver_qualification, day):
        return Absence("certificate_expired", f"{name}的审批人培训无效或已过期", f"{title}培训过期")
    return None


def off_shift(person: Person, post: str, scene: Scene) -> Absence | None:
    """The absence of somebody who is off shift at this moment; None when he is on duty."""
    if on_duty(person, scene.plant, scene.rules, scene.now):
        return None
    title = scene.plant.posts[post].name
    return Absence("off_shift", f"{title}{person.name}不在班", f"{title}不在班")


def vacancy(slot: Slot, scene: Scene) -> Absence:
    """The absence of a post that nobody holds."""
    title = scene.title(slot.post or "", slot.scope)
    return Absence("vacant", f"{title}空缺", f"{title}空缺")
