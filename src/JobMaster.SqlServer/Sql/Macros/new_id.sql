-- A new unique id.
cast(newid() as binary(16))
