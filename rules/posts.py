"""Whether somebody who was asked by a post may still act by it: posts and authorisations change while people are asked.

A line signed before stays signed: who held the post at that moment is in the trail.
"""

from datetime import date

from rules.plant import Plant


def lost(person_id: str, post: str, place: str | None, paper: str, plant: Plant, day: date) -> str:
    """Why this person may not act by the post any more, in words; empty while he may.

    place: the department that the post is held in, None where it is any; paper: the authorisation he stands in under.
    """
    if not plant.knows(person_id) or post not in plant.posts:
        return "这个岗位已经取消"
    name = plant.person(person_id).name
    vacant = (place or "plant") in plant.posts[post].vacant
    if vacant or plant.person(person_id) not in plant.holders(post, place):
        return f"{name}不再任{plant.title(post, place)}"
    valid = {each.id for each in plant.authorizations if each.valid_on(day)}
    return f"授权书 {paper} 已失效" if paper and paper not in valid else ""
