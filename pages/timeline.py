"""Timeline: when was what claimed, done or denied, and how certain is the date."""

from lib import frame

screen = frame.open_page(
    "Timeline",
    "Each mark is an event: a click shows the words it rests on. "
    "A bar is the span an uncertain date may mean; an arrowhead, an end that is not known.",
)
frame.choose(screen, "lanes", "Lanes by")
with frame.beside_detail(screen):
    frame.show_timeline(screen, width=540 if screen.open else 900, height=590)
