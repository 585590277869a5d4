DROP INDEX case_file_no
