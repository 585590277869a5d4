// Package checklist is what the window found of each paper of an application before it
// is handed in (材料核验): whether the original was seen, of what grade the paper is, and
// the scan that goes into the file.
//
// Words: checking of originals 核原件 · grade of a material 材料等级: A an electronic
// licence out of the register 电子证照, B the original seen 原件已核, C a copy still to be
// checked 复印件待核, D a promise in place of it 告知承诺 · scan 扫描件.
//
// Invariants. A mark belongs to one paper of one draft or case and to the hall where it
// was made; B says that the original was seen, C that it was not. A mark decides nothing:
// what is missing is told by the notice, once.
package checklist
