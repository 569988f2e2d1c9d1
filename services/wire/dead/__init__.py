"""The operator's tool for dead letters: `just dead`."""
