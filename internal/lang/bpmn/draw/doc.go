// Package draw shows a BPMN model as SVG: from the diagram the model carries, or
// from a layered layout computed where it carries none.
//
// A running process is shown by the state of its elements (未到达, 已完成, 进行中,
// 超期, 已中止). A state is never told by colour alone: it has a mark of its own
// shape and words of its own in the title of the element. The picture holds no
// script, no style element and no address; its colours come from the page's style
// sheet by class, with presentation attributes as the fallback.
package draw
