"""A datum of every version of every type that travels, as it was written when that version was published.

`<full name>/<n>.avro` holds values one after the other, as fastavro writes them with version n; `<n>.json` the same
values as an array in our JSON form. They are written once, by `just publish`, and never changed: every later build has
to read them.
"""
