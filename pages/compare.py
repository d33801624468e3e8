"""Compare: two filter settings side by side, on the same scales."""

from lib import ui

screen = ui.open_page(
    "Compare",
    "A is what the sidebar filters; B is filtered here. Both are drawn on the same scales.",
)
ui.choose_other(screen)
ui.show_comparison(screen)
