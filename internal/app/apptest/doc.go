// Package apptest starts whole nodes inside a test (整机测试台): on a store of the
// engine asked for, with or without the demo city, reachable over real HTTP. The
// city is imported once per engine and cloned for every test.
package apptest
