-- Whether the lane of a job begins like one of the patterns.
exists (select 1 from json_array_elements_text(@patterns) served (lane) where {serves})
