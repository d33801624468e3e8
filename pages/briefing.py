"""Briefing: the view as it leaves, with all that a sceptic needs to check it."""

from lib import ui

screen = ui.open_page(
    "Briefing",
    "What is filtered, drawn and picked on the other pages leaves from here as a picture, slide, "
    "document or dataset that says what it shows, on what it rests and how to see it again.",
    level="states",
)
ui.choose_parts(screen)
ui.show_card(screen)
ui.offer_data(screen)
