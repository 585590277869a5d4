// Package receptionweb offers the hall as operations of the API (大厅接口): numbers, windows
// and the paper receipts of an outage.
package receptionweb
