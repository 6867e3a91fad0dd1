"""Generated inputs have no time limit each: what they cost on a busy machine says nothing."""

from hypothesis import settings

settings.register_profile("wirelens", deadline=None)
settings.load_profile("wirelens")
