// Package feedback is what people say of a service when it is done (政务服务“好差评”):
// five levels, reasons, words; a bad one is followed up, and the figures of every item
// are shown to everybody.
//
// Words: level 评价等级: 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意 · bad 差评: the
// bottom two · whole 一事一评: a case, once it is decided · visit 一次一评: a day at the
// window · named 实名差评 · follow-up 差评整改.
//
// States of a bad rating: open → confirmed → mended, or open → unfounded. Others are
// noted. The unit verifies within one working day (rule R1) and mends within fifteen
// (rule R2); both are figures of practice and stand in the table of limits.
//
// Invariants. One rating for one case and one for one visit. No clerk is named; the
// log and the follow-up tell neither rater nor case, unless the rater gave his name,
// and then only to who follows up. Officers cannot rate. A rating that was found to be
// without ground leaves the figures, and says why. Of few ratings only the number is told,
// to everybody: ten are the usual least, and a region may set another (ratingsFrom of its
// overlay).
//
// Resource type for the policies: Rating{applicant, department, division}. Events:
// rating.given, rating.followed, rating.opened.
package feedback
