// Package cabinetweb sends files over HTTP (文件下载): with the type they were found to
// have and a name that is safe to save, whole or in ranges, never to be kept by caches
// on the way.
package cabinetweb
