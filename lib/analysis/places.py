"""Where the things claimed are said to be."""

import pandas as pd

from lib.dataset.store import Selection
from lib.dataset.tables import Tables

SPOTS = 60  # the places with most events that a map shows
VAST = 1000  # km: a place known no better is a region that no point stands for
_MAPPED = "latitude IS NOT NULL AND longitude IS NOT NULL AND coalesce(radius_km, 0) < $vast"


def claimed(seen: Selection) -> pd.DataFrame:
    """The places of the events in view: one row for each event and pair of coordinates.

    Columns `name` (as first printed), `lat` and `lon` in degrees, `precision_km`, `roles`, `events`
    (how many are there), event_id, title, claim_type and `hedged` (the speaker is not certain).
    Places with most events come first, the events of a place by date. Beyond `SPOTS` places, the
    others are left out.
    """
    return seen.store.frame(
        f"""WITH here AS (
            SELECT places.no, event, name, role, radius_km, latitude AS lat, longitude AS lon
            FROM places JOIN {{seen}} AS s ON event = s.no WHERE {_MAPPED}
        ), spots AS (
            SELECT lat, lon, min(no) AS first, max(radius_km) AS precision_km,
                count(DISTINCT event) AS events,
                arg_min(name, no) AS name,
                string_agg(DISTINCT role, ', ' ORDER BY role) AS roles
            FROM here GROUP BY lat, lon ORDER BY events DESC, first LIMIT $most
        )
        SELECT spots.name, lat, lon, spots.precision_km, roles, events, event_id, title,
            claim_type::VARCHAR AS claim_type, coalesce(commitment <> 'certain', false) AS hedged
        FROM spots JOIN (SELECT DISTINCT lat, lon, event FROM here) USING (lat, lon)
        JOIN events ON events.no = event
        ORDER BY events DESC, first, earliest, events.no""",
        seen=seen,
        most=SPOTS,
        vast=VAST,
    )


def unmapped(seen: Selection) -> list[tuple[str, int]]:
    """The places in view that have no coordinates or are vast, with their events, most first."""
    rows = seen.store.rows(
        f"""SELECT arg_min(name, places.no), count(DISTINCT event) AS events
        FROM places JOIN {{seen}} AS s ON event = s.no WHERE NOT ({_MAPPED})
        GROUP BY latitude, longitude, if(latitude IS NULL, name, '')
        ORDER BY events DESC, min(places.no)""",
        seen=seen,
        vast=VAST,
    )
    return [(row[0], row[1]) for row in rows]


def subjects(tables: Tables) -> list[str]:
    """The names of the two states that most events speak of."""
    return tables.store.column(
        """SELECT name FROM voices JOIN actors USING (actor_id)
        WHERE part = 'target' AND kind = 'state'
        GROUP BY actor_id, name ORDER BY count(DISTINCT event) DESC, actor_id LIMIT 2"""
    )


def in_words(seen: Selection) -> str:
    """The map as a sentence for each place, for those who do not see it."""
    found = claimed(seen)
    if found.empty:
        return "Map: no place is named in these events."
    spots = found.drop_duplicates(["lat", "lon"]).itertuples(index=False)
    said = "; ".join(f"{spot.name} ({spot.roles}): {spot.events}" for spot in spots)
    return f"Map of the places named, with the number of events. {said}."
