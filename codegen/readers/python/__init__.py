"""What Python code reads of the values that it is given: shapes of values, followed through sources that never run."""
