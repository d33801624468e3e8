"""Questions: who affirms each question at issue, who denies it, and where articles contradict."""

from lib import ui

screen = ui.open_page(
    "Questions",
    "Above the line who affirms, below it who denies or doubts; a thin line joins a reply to what "
    "it answers. Several articles may repeat one speaker.",
)
ui.choose(screen, "order", "Order of the questions", ui.MEASURE)
ui.show_question(screen)
