"""The only package with sockets, files, clocks and processes."""
