// Package form is the one sheet an applicant fills in (表单, 一表申请).
//
// A form is a JSON Schema 2020-12 document. What the schema cannot say stands
// beside each property under "x-holon": its label, its control and step, its
// grade (1–4), the data element it is, the condition under which it is asked,
// and above all the place where government already holds it (source). A field
// with a source is filled through data/exchange and never asked again (国务院
// 关于在线政务服务的若干规定 §7: 可以通过数据共享获取的，不得要求重复提供).
//
// Words: field 字段 · step 步骤 · situation question 情形引导 · source 数据来源 ·
// element 数据元 · answer 填报内容.
//
// States: none. A Form is compiled once and never changes; it may be used by
// many goroutines.
//
// Invariants: nothing outside the document is ever loaded; a property that is
// not in the form is refused; an answer to a question that was not asked is
// dropped; no input makes Check panic; merging asks each element once.
package form
