-- Asks running jobs to stop, passing over those that are locked; returns which.
update {t}job set cancel_requested = true
where id = any (array(
  select id from {t}job
  where id = any (array(select value::uuid from json_array_elements_text(@ids) value)) and state = 2
  for update skip locked))
returning id;
