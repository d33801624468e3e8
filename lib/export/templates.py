"""HTML and Markdown: written by the Jinja2 templates in the folder `templates`.

In HTML every text is escaped; in Markdown by `lib.export.document.marked`.
"""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lib.dataset import codebook, text
from lib.export import TEMPLATES

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=lambda name: not (name or "").endswith(".md"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {"label": codebook.label, "events": text.count}
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"separators": (",", ":")}


def render(name: str, **values: Any) -> str:
    """The template of this name as HTML, filled with the values; each must be given."""
    return _ENVIRONMENT.get_template(name).render(values)
