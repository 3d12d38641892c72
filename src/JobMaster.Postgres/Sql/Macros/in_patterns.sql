-- Whether the lane of a job begins as one of the patterns does.
exists (select 1 from json_array_elements_text(@patterns) served (lane) where {serves})
