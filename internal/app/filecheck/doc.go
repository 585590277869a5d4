// Package filecheck holds the files of a site against the rows that name them (文件核验):
// the log commits to the rows, a row names a file by the hash of what is kept, so that
// a file that was changed or lost is found without any key.
package filecheck
