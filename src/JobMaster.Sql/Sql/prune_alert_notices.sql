-- Deletes the notices of alerts that are gone.
delete from {t}alert_notice where not exists (select 1 from {t}alert alert where alert.id = alert_id);
