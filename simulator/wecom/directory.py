"""Joins, moves and leaves: change_contact to the contact-sync callback, (un)subscribe to the app. Source: 96302."""

from simulator.phones import Json, Person, Phone
from simulator.wecom import callbacks
from simulator.wecom.contacts import ROOT, department_ids
from simulator.world import World

CHANGES = {"join": "create_user", "leave": "delete_user", "modify": "update_user", "dept": "update_user"}
SUBSCRIPTIONS = {"join": "subscribe", "leave": "unsubscribe"}


async def directory_event(world: World, phone: Phone, event: str) -> Json:
    """Tell both callbacks; gives the contact-sync one's {"status", "answer", "ms"}."""
    contact, app = callbacks.contact_door(world), callbacks.app_door(world)
    if app and event in SUBSCRIPTIONS:
        subscription = {"MsgType": "event", "Event": SUBSCRIPTIONS[event], "EventKey": ""}
        await callbacks.post(world, app, subscription, phone.person.account)
    if contact is None:
        return {"status": 0, "answer": None, "ms": 0}
    outcome = await callbacks.post(world, contact, _change(world, phone.person, event), "sys")
    return {"status": outcome.status, "answer": outcome.answer or None, "ms": outcome.ms}


def _change(world: World, person: Person, event: str) -> Json:
    fields: Json = {"MsgType": "event", "Event": "change_contact", "ChangeType": CHANGES[event]}
    fields["UserID"] = person.account
    if event == "leave":
        return fields
    # Callbacks configured since 2022-08-15 carry the id and the department only.
    fields["Department"] = str(department_ids(world).get(person.department, ROOT))
    if world.config.wecom.full_contact_events:
        fields |= {"Name": person.name, "Position": person.post, "DirectLeader": person.supervisor or "", "Status": 1}
    return fields
