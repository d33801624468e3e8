"""A story as screens: the view of each step, with what is told there."""

from dataclasses import replace

from lib.analysis import stories
from lib.analysis.stories import Step
from lib.view import url
from lib.view.screen import Screen


def of_screen(screen: Screen) -> list[tuple[Step, Screen]]:
    """The steps of the story that the view names, else of the first; none where there is none."""
    named = screen.view.story or next(iter(stories.names(screen.tables)), "")
    return [(step, _screen(screen, step)) for step in stories.steps(screen.tables, named)]


def _screen(screen: Screen, step: Step) -> Screen:
    view, _ = url.read(screen.tables, step.query)
    view = replace(view, title=step.title, note=step.sentence)
    return replace(screen, view=replace(view, look=screen.view.look, of=screen.view.of))


def place(screen: Screen, steps: list[tuple[Step, Screen]]) -> int:
    """Which of the steps the view names, counted from 0; the nearest one there is."""
    return min(int(screen.view.step or 1), len(steps)) - 1 if steps else 0
