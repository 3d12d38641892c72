-- Lets one starter at a time migrate this schema, until the transaction ends, however short the timeouts of role and database are.
select set_config('lock_timeout', '2min', true), set_config('statement_timeout', '0', true);
select pg_advisory_xact_lock(hashtextextended('jobmaster {t}', 0));
