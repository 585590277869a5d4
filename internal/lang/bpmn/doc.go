// Package bpmn is the process language BPMN 2.0 (业务流程模型与标注, ISO/IEC 19510)
// as a typed view over a lossless XML tree: what a tool wrote into a model —
// extensions, foreign attributes, the diagram — is still there when it is
// written back.
//
// Reading is tolerant: a draft with missing parts is a model. What is wrong with
// it is said by package bpmn/lint, whether it can get stuck by bpmn/sound, how
// it looks by bpmn/draw; the engine of business/flow runs it.
//
// Kinds of nodes and of events are the element names of the standard
// ("userTask", "exclusiveGateway", "timer"), so that no second vocabulary has to
// be learned.
//
// Invariants: a Definitions never changes while it is only read and may then be
// shared; every Flow in a node's In or Out has both ends; Out is in the order of
// the node's outgoing elements, then of the document.
package bpmn
