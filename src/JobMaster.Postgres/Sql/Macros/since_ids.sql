-- Leaves out the days of history that are too old to hold one of the jobs sent.
and finalized_at >= (select min({t}earliest_end(value::uuid)) from json_array_elements_text(@ids) value)
