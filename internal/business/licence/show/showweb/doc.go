// Package showweb offers the card pack and authorised showing as operations of the
// API (亮证接口).
package showweb
