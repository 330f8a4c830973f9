"""Cards of hazards: what was found where, by when it is to be mended, who mends it, and what this person does next."""

from collections.abc import Mapping

from cards.card import Builder
from cards.hazards import fame, looking, major, mending, reporting
from cards.hazards.scene import of_hazards

BUILDERS: Mapping[str, Builder] = {
    "hazard.report": reporting.report,
    "hazard.fame": fame.board,
    **of_hazards(
        {
            "hazard.follow": looking.follow,
            "hazard.photos": reporting.photos,
            "hazard.sort": reporting.sort,
            "hazard.same": reporting.same,
            "hazard.fix": mending.fix,
            "hazard.dispute": mending.dispute,
            "hazard.extension": mending.extension,
            "hazard.plan": major.plan,
            "hazard.approve": major.approve,
            "hazard.use": major.use,
            "hazard.interim": major.interim,
            "hazard.register": major.register,
            "hazard.check": looking.check,
            "hazard.recheck": looking.recheck,
            "hazard.walk": looking.walk,
            "hazard.evaluate": looking.evaluate,
            "hazard.confirm": looking.confirm,
            "hazard.decide": looking.decide,
            "hazard.visit": looking.visit,
        }
    ),
}
