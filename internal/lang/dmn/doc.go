// Package dmn loads and evaluates decision models (决策模型) of DMN 1.3 to 1.5, the standard in which
// officials write eligibility, material lists, limits and routing as tables and FEEL.
//
// A [Model] is built from one file and the files it imports. Expressions are compiled when the model
// is loaded; what is wrong in one decision does not hinder the others: it stands in [Model.Problems],
// and the decision evaluates to null. [Model.Evaluate] computes a decision and all it requires from
// named inputs, under the budget of package feel.
//
// States: a model is immutable after loading and may be used by many goroutines; an evaluation lives
// for one call. Invariants: files are hostile (no entities, bounded size and depth); requirement
// cycles are refused at loading; nothing panics and nothing does IO.
package dmn
