-- A time that is null.
null
