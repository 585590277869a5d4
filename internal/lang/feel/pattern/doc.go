// Package pattern matches the regular expressions of XPath and XQuery Functions 3.1 (正则表达式), which the
// FEEL functions matches, replace and split use.
//
// A pattern is read into a tree. Without back-references it runs on Go's regexp in linear time; with
// them it runs on a backtracking matcher that counts its steps, so a hostile pattern ends.
package pattern
