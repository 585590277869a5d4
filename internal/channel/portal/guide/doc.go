// Package guide shows what a matter or a one-thing asks for and comes to (办事指南): its
// basis with the text of the article, conditions, materials with where each comes from,
// limits by law and as promised, fee, steps as a picture, windows, questions and answers;
// and on paper the same.
//
// Words: basis 设定依据 · condition 受理条件 · material 申请材料 · exempt from submitting 免提交 ·
// legal limit 法定时限 · promised limit 承诺时限 · article 法条.
//
// Invariants. Nothing is shown that the packs do not say; a figure that nobody has read
// in the law is marked so. A guide is the same for everybody and needs no signing in.
package guide
