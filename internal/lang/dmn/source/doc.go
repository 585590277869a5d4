// Package source reads the XML of DMN 1.1 to 1.5 into plain structures, without meaning.
//
// The reader is made for files of strangers: document types and with them all entities are refused,
// and size, depth and number of elements are bounded before anything is built.
package source
