-- Whether an id is one of those sent.
in (select unhex(value) from json_each(@ids))
