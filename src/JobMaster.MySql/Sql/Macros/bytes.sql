-- The character set of every table, and how its texts are compared: byte by byte, with trailing blanks. Each server reads its own comment.
engine = InnoDB row_format = dynamic default character
    set utf8mb4 /*M!100600 collate utf8mb4_nopad_bin */ /*!80017 collate utf8mb4_0900_bin */
