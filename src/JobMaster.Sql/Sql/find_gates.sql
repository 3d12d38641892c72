-- Finds at which of the gates jobs wait.
select named.name
from ({names}) named
where exists (select 1 from {t}job_gate waiting where waiting.gate = named.name);
