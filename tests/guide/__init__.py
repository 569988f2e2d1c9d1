"""Pages that lead somebody through edits and commands: all of it is done, and has to turn out as it is told."""
