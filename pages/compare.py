"""Compare: two filter settings side by side, on the same scales."""

from lib import frame

screen = frame.open_page(
    "Compare",
    "A is what the sidebar filters; B is filtered here. Both are drawn on the same scales.",
)
frame.choose_other(screen)
frame.show_comparison(screen)
