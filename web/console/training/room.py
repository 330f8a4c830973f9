"""What training has in the console."""

from __future__ import annotations

from web.console.room import Door, Room
from web.console.training import (
    attended_page,
    cards_page,
    coverage_page,
    file_page,
    film_page,
    known_page,
    let_in_page,
    newcomers_page,
    overview_page,
    questions_page,
    refresh_page,
    topics_page,
)
from web.console.training.rows import training_today

ROOM = Room(
    board=training_today,
    doors=(
        Door("/training", "training", overview_page.show),
        Door("/training", "training_change", overview_page.change, "POST"),
        Door("/training/coverage", "training_coverage", coverage_page.show),
        Door("/training/coverage", "training_sheet", coverage_page.order, "POST"),
        Door("/training/attended", "training_attended", attended_page.show),
        Door("/training/attended", "training_attend", attended_page.keep, "POST"),
        Door("/training/attended/<number>", "training_correct", attended_page.show_one),
        Door("/training/attended/<number>", "training_take_back", attended_page.take_back, "POST"),
        Door("/training/refresh", "training_refresh", refresh_page.show),
        Door("/training/refresh", "training_refresh_begin", refresh_page.begin, "POST"),
        Door("/training/proposals", "training_refresh_decide", refresh_page.decide, "POST"),
        Door("/training/let-in", "training_let_in", let_in_page.show),
        Door("/training/newcomers", "training_newcomers", newcomers_page.show),
        Door("/training/topics", "training_topics", topics_page.show),
        Door("/training/file/<number>", "training_file", file_page.show, of="training"),
        Door("/training/file/<number>", "training_suspend", file_page.suspend, "POST"),
        Door("/training/lessons", "training_lessons", film_page.lessons),
        Door("/training/lessons/<lesson>/film", "training_film", film_page.show),
        Door("/training/known", "training_known", known_page.show),
        Door("/training/questions", "training_questions", questions_page.show),
        Door("/training/cards", "training_cards", cards_page.show),
    ),
    rail=(("training", "培训"), ("training_known", "掌握")),
)
