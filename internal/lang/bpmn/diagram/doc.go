// Package diagram knows where the elements of a BPMN model stand: it reads the
// diagram interchange (BPMN DI, chapter 12) that a model carries, computes a
// layered layout for models that carry none, and writes a diagram into a model.
//
// Measures are the abstract units of BPMN DI, y downwards. Numbers of the file
// are hostile: what is not finite or beyond a million is left out.
package diagram
