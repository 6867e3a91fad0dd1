"""One module a wire format: how it is recognised, what each event adds, how it ends."""
