// Package matterweb offers items and one-thing packages to everybody (事项接口): lists
// to search, and what one of them asks, takes and gives.
package matterweb
