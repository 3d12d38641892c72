-- Lifts one control.
delete from {t}operator_control where kind = @kind and name = @name and host = @host;
