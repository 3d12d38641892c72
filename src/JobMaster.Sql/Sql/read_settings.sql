-- Reads all settings, and before them a nameless row with the version they have together.
select null, null, version from {t}control
union all
select name, value, null from {t}setting;
