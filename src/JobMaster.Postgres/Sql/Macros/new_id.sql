-- An id that nothing else has.
gen_random_uuid()
