-- The ids that are sent.
select unhex(value) as id from json_each(@ids)
