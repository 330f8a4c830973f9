"""POST /cgi-bin/message/recall: takes one sending back from all its receivers within 24 h. Source: page 94867."""

from datetime import timedelta

from simulator.phones import Json
from simulator.wecom.calls import Call
from simulator.wecom.errors import Refusal
from simulator.wecom.send import Sent

LIFE = timedelta(hours=24)


async def recall(call: Call) -> Json:
    """40058 when the msgid is unknown or too old."""
    world = call.world
    sending = world.part(Sent).sendings.get(str(call.body.get("msgid")))
    if sending is None or world.clock.now() - sending.at >= LIFE:
        raise Refusal(40058, "msgid")
    for message in sending.messages:
        message.state = "recalled"
        world.changed(message)
    return {}
