-- Whether a key is one of those sent. An array, so that the planner looks each up by the index whatever the statistics say.
= any (array(select value ->> 'key' from json_array_elements(@keys) value))
