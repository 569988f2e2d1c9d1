"""What changes between two versions of a schema, whom it breaks, and the proof."""
