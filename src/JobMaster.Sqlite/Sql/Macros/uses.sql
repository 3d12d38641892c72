-- The permits that are given back: the key of each, and how many.
select value ->> 'name' as name, value ->> 'n' as n from json_each(@uses)
