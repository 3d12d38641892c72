-- A new unique id.
unhex(replace(uuid(), '-', ''))
