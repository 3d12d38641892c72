-- Whether an id is one of those sent. An array, so that the planner looks each up by the index whatever the statistics say.
= any (array(select value::uuid from json_array_elements_text(@ids) value))
