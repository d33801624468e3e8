"""Story: a sequence of views, each with a sentence."""

from lib import ui

screen = ui.open_page(
    "Story",
    "One view after another; the arrow keys turn them. Each opens as a page where every mark leads "
    "to the words it rests on.",
)
ui.show_story(screen)
