-- Reads one alert.
select {alert_row} from {t}alert where id = @id;
