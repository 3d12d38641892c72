-- Removes the controls whose end has come.
delete from {t}operator_control where until_at <= {now};
