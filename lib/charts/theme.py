"""The old place of `lib.view.theme`, until nobody imports it from here."""

from lib.view.theme import DARK as DARK
from lib.view.theme import DISTINCT as DISTINCT
from lib.view.theme import LIGHT as LIGHT
from lib.view.theme import PRINT as PRINT
from lib.view.theme import SEVERAL as SEVERAL
from lib.view.theme import Theme as Theme
from lib.view.theme import letters as letters
from lib.view.theme import symbols as symbols
from lib.view.theme import with_sides as with_sides
