-- How many jobs wait at the gate of a key, up to 1,000. Checks whether there is a thousandth one, so that it never counts more.
case
    when (select 1 from {t}job_gate gated force index (job_gate_order) where gated.gate = used.name limit 1 offset 999) is not null
        then 1000
    else (select count(*) from {t}job_gate gated force index (job_gate_order) where gated.gate = used.name)
  end
