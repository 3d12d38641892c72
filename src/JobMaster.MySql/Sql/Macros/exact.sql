-- How names are compared: byte by byte, with trailing blanks. Each server reads its own comment.
/*M!100600 collate utf8mb4_nopad_bin */ /*!80017 collate utf8mb4_0900_bin */
