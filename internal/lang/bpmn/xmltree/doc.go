// Package xmltree reads hostile XML into a tree that can be written back without
// loss: every element, attribute, namespace declaration, comment, processing
// instruction, CDATA section and piece of white space is kept, in its order and
// under the prefix its author chose.
//
// It stands below package bpmn, whose typed view looks at the tree, because the
// exchange of models between tools forbids dropping what one does not know
// (BPMN 2.0 §8.3.3 extensibility).
//
// Invariants: no document type declaration is ever read (so there are no
// entities to expand or to fetch); size, depth, element and attribute counts are
// limited; reading takes time linear in the input and never panics; line ends
// are normalised to \n as XML 1.0 §2.11 demands; output is UTF-8.
package xmltree
