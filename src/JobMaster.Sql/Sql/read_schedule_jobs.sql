-- Reads the live jobs of schedules.
select id, recurring_schedule_id from {t}job
where recurring_schedule_id {in_ids};
