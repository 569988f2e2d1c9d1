"""What is generated from the schemas by `just generate`: edit those."""
