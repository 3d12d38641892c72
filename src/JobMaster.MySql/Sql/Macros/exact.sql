-- How names are compared: byte by byte, trailing blanks too. Each server reads the comment of its own.
/*M!100600 collate utf8mb4_nopad_bin */ /*!80017 collate utf8mb4_0900_bin */
