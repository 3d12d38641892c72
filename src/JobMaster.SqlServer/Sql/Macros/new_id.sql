-- An id that nothing else has.
cast(newid() as binary(16))
