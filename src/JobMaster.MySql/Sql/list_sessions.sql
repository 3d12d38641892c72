-- Lists the live sessions, with the microseconds since the last beat of each.
select
  id, worker_name, node_name, lanes, concurrency, version, started_at, last_beat_at, agent_name,
  timestampdiff(microsecond, last_beat_at, {now}),
  reader,
  report
from {t}session
order by started_at, id;
