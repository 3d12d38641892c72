-- Reads all settings, after a first row without a name that holds their common version.
select null, null, version from {t}control
union all
select name, value, null from {t}setting;
