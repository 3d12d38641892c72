-- A new unique id.
gen_random_uuid()
