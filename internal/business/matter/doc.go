// Package matter holds what government does for people: the item (政务服务事项)
// with the field set of the national standard (GB/T 39554), its regional
// overlay, the one-thing package that joins items of several authorities
// (一件事), and the content packs all of it comes from.
//
// Words: item 事项 · authority 实施主体 · basic code 基本编码 · implementation code
// 实施编码 · handling 办件类型 (即办件/承诺件) · limit 法定办结时限 · promise 承诺办结
// 时限 · special procedure 特别程序 · material 申请材料 · exemption 免提交 · part 联办
// 事项 · precondition 前置条件 · overlay 属地要素 · finding 发布检查结果.
//
// States of an item: draft → published → suspended → published … → retired.
//
// Invariants: each part of a package keeps its own authority, limit, decision
// and certificate; a part waits for another only under a cited precondition; a
// region may change contact, place and hours and shorten a promise, and nothing
// else; nothing is published that a lint of severity "error" objects to.
package matter
