-- Notifies every listening process of this database, in one commit.
select pg_notify('jobmaster_wake', payload) from unnest(@payloads) payload;
