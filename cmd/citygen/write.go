package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"os"
)

// writeCSV writes a compressed table whose bytes depend on its content only.
func writeCSV(file string, columns []string, rows [][]string) error {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := csv.NewWriter(z)
	if err := w.Write(columns); err != nil {
		return err
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, buf.Bytes(), 0o644)
}
