-- The names that are sent.
select value as name from json_each(@names)
