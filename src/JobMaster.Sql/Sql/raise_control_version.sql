-- Raises the version of the settings, so that every node reads them anew.
update {t}control set version = version + 1;
