"""The command in a terminal or a pipe: what is printed where, and the exit codes."""
