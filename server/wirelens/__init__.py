"""A language server and a command for `.http` request files and their streamed replies."""

__version__ = "0.1.0"
