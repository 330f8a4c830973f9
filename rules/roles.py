"""Which of a plant's posts does what the flows need of a plant, whatever the plant calls them (`roles` in plant.yaml).

Each role is a list of posts, in the order in which their people are asked. A post of scope `department` is looked for
in the department that the work concerns, mostly the area's; one of scope `plant` in the entire plant.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Posts = tuple[str, ...]


@dataclass(frozen=True)
class Roles:
    """area_rep: speaks for the area: confirms measures and the end of a stop, is told of stops, stands in for the
    foreman ·
    area_safety_officer: is told of contractor people who may not work; empty: the area's representative does ·
    shift_foreman: checks the site, and again at a change of shift · safety_office: called by red alerts ·
    duty_stand_in: called for a duty leader who is away; empty: nobody else · contractor_leader: answers for his firm's
    people, and is looked for among them; empty: nobody · on_permit: role of the permit → the posts that fill it when
    the form names nobody · coordinator: proposed before others as the one who coordinates jobs that meet, even when
    they are a contractor's; empty: the area's representative is ·
    plant_head: answers for the plant (主要负责人); empty: who leads the plant that day · deputy_in_charge: answers for
    safety under him (分管副总); empty: as plant_head · safety_head: leads the safety office, and lets somebody in for
    one permit without a course; empty: the safety office ·
    managers: walk unannounced and look at what was closed; empty: plant_head and deputy_in_charge · technical: evaluate
    a mended major hazard; empty: the safety office."""

    area_rep: Posts
    area_safety_officer: Posts
    shift_foreman: Posts
    safety_office: Posts
    duty_stand_in: Posts
    contractor_leader: Posts
    on_permit: Mapping[str, Posts]
    coordinator: Posts = ()
    plant_head: Posts = ()
    deputy_in_charge: Posts = ()
    safety_head: Posts = ()
    managers: Posts = ()
    technical: Posts = ()
