-- Whether a name is one of those sent. An array, so that the planner looks each up by the index whatever the statistics say.
= any (array(select json_array_elements_text(@names)))
