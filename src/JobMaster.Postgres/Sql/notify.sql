-- Notifies every listening process of this database, in one commit. The commit does not wait for the disk: polling finds jobs whose
-- notification a crash loses.
select set_config('synchronous_commit', 'off', true), pg_notify('jobmaster_wake', payload) from unnest(@payloads) payload;
