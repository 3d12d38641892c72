-- Deletes live jobs that the same transaction has copied elsewhere.
delete from {t}job where id in (select unhex(value) from json_each($ids));
