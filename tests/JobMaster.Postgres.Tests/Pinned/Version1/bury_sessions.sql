-- Ends sessions whose heartbeat is still the one seen; returns which.
delete from {t}session session
using json_to_recordset(@sessions) as seen (id uuid, beat bigint)
where session.id = seen.id and session.beat = seen.beat
returning session.id;
