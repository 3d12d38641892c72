-- Notes the failed jobs that an operation replays first, as a trial.
insert into {t}operation_canary (operation_id, job_id, fingerprint)
select @operation_id, id, fingerprint from {t}job_failed where id {in_ids}
on conflict do nothing;
