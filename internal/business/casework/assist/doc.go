// Package assist lets the authority of a matter ask another department for its opinion
// (征求意见, 协助函): one question, one limit inside government, one answer that stands
// in the matrix of the matter.
//
// Words: request 协助函 · asked department 被征求意见部门 · answer 复函.
//
// States of a request: asked → answered; asked → withdrawn by who asked; asked →
// lapsed when its matter was decided or ended without it.
//
// Invariants. The asked department sees the question and what belongs to it, never
// the case file. Its limit is internal: it stops no statutory clock (行政许可法 §45
// knows eight grounds, and this is none), and silence is shown as silence, never as
// consent. Question and answer are encrypted under the case's key; opening a request is
// a sealed read.
package assist
