-- Lets one starter at a time migrate this schema, until the transaction ends. Short timeouts of role and database do not matter.
select set_config('lock_timeout', '2min', true), set_config('statement_timeout', '0', true);
select pg_advisory_xact_lock(hashtextextended('jobmaster {t}', 0));
