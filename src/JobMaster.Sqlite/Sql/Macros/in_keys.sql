-- Whether a key is one of those sent.
in (select value ->> 'key' from json_each(@keys))
