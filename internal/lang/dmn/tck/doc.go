// Package tck runs the test cases of the DMN Technology Compatibility Kit, the public conformance
// suite of the standard, against package dmn.
//
// A directory of the kit holds folders with one or more models and files of test cases. Every case
// counts: one whose model cannot be read, or whose kind is unknown, has failed.
package tck
