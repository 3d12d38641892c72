-- Reads the live jobs of schedules.
select id, recurring_schedule_id from {t}job
where recurring_schedule_id = any (array(select value::uuid from json_array_elements_text(@ids) value));
