-- An id that nothing else has.
unhex(replace(uuid(), '-', ''))
