// Package inventory wires the data standard and the catalogue of a node (数据家底): what
// packs bring of them, and the pages of data officers.
package inventory
