-- Reads one operation.
select {operation_row} from {t}operation operation where id = @id;
