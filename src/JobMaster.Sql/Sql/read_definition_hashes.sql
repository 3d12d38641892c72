-- Reads which definitions are stored.
select hash from {t}definition order by hash;
