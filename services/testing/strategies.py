"""Hypothesis strategies for every generated type: any value, one at its limits, and what only just is none.

    @given(command=values(PostNote))
    def test_any_note_is_posted(command): ...

With the plugin, `st.from_type(PostNote)` draws from `values(PostNote)`.
"""

from services.testing.any_value import boundary, values
from services.testing.invalid import Invalid, just_invalid

__all__ = ["Invalid", "boundary", "just_invalid", "values"]
