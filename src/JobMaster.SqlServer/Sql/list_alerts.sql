-- Lists the alerts that fired: first those that fire now, then the latest first.
select top (@limit) {alert_row} from {t}alert
where fired_at is not null and (@with_firing = 1 or resolved_at is not null) and (@with_resolved = 1 or resolved_at is null)
order by case when resolved_at is null then 0 else 1 end, fired_at desc, id;
