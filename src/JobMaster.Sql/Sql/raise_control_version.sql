-- Raises the version of the settings, so that every node reads them again.
update {t}control set version = version + 1;
