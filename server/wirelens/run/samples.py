"""Where the sample requests and their recordings lie."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from wirelens.recording import SUFFIX, Recording, read_recording


def samples_folder() -> Traversable:
    """The folder `sample-requests`."""
    # A wheel carries it inside the package; a checkout keeps it beside server/.
    package = files("wirelens")
    inside = package / "sample-requests"
    return inside if inside.is_dir() else package / ".." / ".." / "sample-requests"


def sample_recordings() -> dict[str, Recording]:
    """The recordings of the samples by name, in order of name."""
    entries = (samples_folder() / "recordings").iterdir()
    found = {e.name.removesuffix(SUFFIX): e for e in entries if e.name.endswith(SUFFIX)}
    return {name: read_recording(found[name].read_bytes()) for name in sorted(found)}
