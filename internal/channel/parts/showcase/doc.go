// Package showcase is a page that shows every part of pages once (部件一览), for those who build pages
// and for the browser tests. It is mounted in test mode only and shows nothing of any person.
package showcase
