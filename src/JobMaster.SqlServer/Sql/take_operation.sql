-- Takes the running operation that nobody works on and that has waited longest.
select top (1) {operation_row}
from {t}operation operation {free}
where state = 1 and (next_at is null or next_at <= {now})
order by worked_at, id;
