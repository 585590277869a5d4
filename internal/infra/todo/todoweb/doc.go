// Package todoweb offers work items over HTTP (待办接口): an officer's own list, and
// taking an item or putting it back.
package todoweb
