-- Lets one starter at a time migrate this schema, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('jobmaster {t}', 0));
