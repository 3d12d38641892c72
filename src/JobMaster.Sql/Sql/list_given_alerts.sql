-- Lists the alerts with these ids.
select {alert_row} from {t}alert where id {in_ids};
