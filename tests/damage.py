"""JSON of any shape, and events of providers in which something is not as it should be."""

import json
from collections.abc import Sequence

from hypothesis import strategies as st

from wirelens.jsonvalue import JsonValue

JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=3), child),
    max_leaves=4,
)


@st.composite
def damaged(draw: st.DrawFn, events: Sequence[JsonValue]) -> JsonValue:
    """One of the events, in which up to two values are anything at all."""
    event: JsonValue = json.loads(json.dumps(draw(st.sampled_from(events))))
    for _ in range(draw(st.integers(0, 2))):
        event = _damage(draw, event)
    return event


def _damage(draw: st.DrawFn, value: JsonValue) -> JsonValue:
    if not value or not isinstance(value, list | dict) or draw(st.integers(0, 3)) == 0:
        return draw(JSON)
    if isinstance(value, list):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], _damage(draw, value[place]), *value[place + 1 :]]
    key = draw(st.sampled_from(sorted(value)))
    return {**value, key: _damage(draw, value[key])}
