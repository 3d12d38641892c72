-- Lists the alerts that fire, or will if their condition goes on.
select {alert_row} from {t}alert where is_open = 1;
