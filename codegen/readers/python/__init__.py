"""What Python code reads of the values that it is given: the types that mypy finds, and where values of them go."""
