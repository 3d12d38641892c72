-- Lists the alerts that fire, or will fire if their condition continues.
select {alert_row} from {t}alert where is_open = 1;
