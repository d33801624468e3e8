"""Briefing: the view as a slide or document that fits it."""

from lib import ui

screen = ui.open_page(
    "Briefing",
    "The view as a slide, picture or document that says who said what, when, in which words and in "
    "which article. Choose another form, or change the title.",
)
ui.choose_form(screen)
ui.show_card(screen)
ui.offer_step(screen)
ui.offer_data(screen)
