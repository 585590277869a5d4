// Package lint says what is wrong with a BPMN model: which element, which rule of
// the standard, and why. It covers references, levels and flows, gateways,
// events, activities, data, expressions and collaborations of BPMN 2.0
// (ISO/IEC 19510), including what the standard demands of executable processes
// only.
//
// An error is something the standard forbids or the engine cannot run; a warning
// is allowed and probably not meant. Issues come in the order of the file.
package lint
