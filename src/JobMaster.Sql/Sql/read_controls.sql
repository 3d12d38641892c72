-- Reads the controls in force now, after a first row with only the time of the store.
select null, null, null, null, {now}, null, null, null from {t}control
union all
select kind, name, host, amount, set_at, until_at, who, reason from {t}operator_control
where until_at is null or until_at > {now};
