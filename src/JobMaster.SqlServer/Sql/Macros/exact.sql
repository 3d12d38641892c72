-- How names are compared: code unit by code unit, whatever the collation of the database.
collate Latin1_General_100_BIN2
