-- How many jobs wait at the gate of a key, up to 1,000.
(select count(*) from (select 1 as one from {t}job_gate gated where gated.gate = used.name limit 1000) counted)
