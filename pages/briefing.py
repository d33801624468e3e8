"""Briefing: the view as it leaves, with all that a sceptic needs to check it."""

from lib import frame

screen = frame.open_page(
    "Briefing",
    "What is filtered, drawn and picked on the other pages leaves from here as a picture, slide, "
    "document or dataset that says what it shows, on what it rests and how to see it again.",
    level="states",
)
frame.choose_parts(screen)
frame.show_card(screen)
frame.offer_data(screen)
