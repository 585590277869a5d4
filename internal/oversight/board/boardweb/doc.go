// Package boardweb offers the leaders' page over HTTP (督查接口): what is late and where,
// what a bureau gave, saved and keeps, and the evidence of a case.
package boardweb
