"""Takes secrets out of a body on its way into a recording, read by read."""
