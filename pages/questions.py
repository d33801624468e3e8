"""Questions: each storyline as claim and counter-claim, and where the articles contradict."""

from lib import ui

screen = ui.open_page(
    "Questions",
    "Above the line who affirms, below it who denies or doubts; a thin line joins a reply to what "
    "it answers. Counts are of voices, not of truth: several articles may repeat one speaker.",
)
ui.choose(screen, "order", "Order of the questions")
ui.show_question(screen)
ui.explain_measure()
