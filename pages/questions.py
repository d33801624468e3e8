"""Questions: who affirms each question at issue, who denies it, and where articles contradict."""

from lib import ui

screen = ui.open_page(
    "Questions",
    "Above the line who affirms, below it who denies or doubts, apart at the foot who takes no "
    "stance; a thin line joins a reply to what it answers.",
)
ui.choose(screen, "order", "Order of the questions", ui.MEASURE)
ui.show_question(screen)
