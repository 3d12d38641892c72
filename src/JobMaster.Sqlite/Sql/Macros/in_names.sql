-- Whether a name is one of those sent.
in (select value from json_each(@names))
