// Package mandate lets somebody act for another (委托代办): a grandchild for his
// grandmother, a professional for his client, a clerk for the firm he works for.
//
// Words: principal 委托人 (a person or a firm) · delegate 受托人, always a natural
// person · kind: family 亲友代办, professional 专业代理, clerk 法人经办 · power 权限: apply,
// supplement, read, collect · scope 事项范围: everything, named items, one case · term 期限 ·
// paper 授权委托书, signed at the window and kept as evidence.
//
// States: offered → active → withdrawn or expired; an offer may also be declined,
// withdrawn or expire. It is made by the principal himself online, or by a clerk at
// the window on the signed paper, and counts only when the delegate has accepted.
// Either may withdraw it at any time (民法典§173(2)); an online application through a
// delegate rests on 行政许可法§29.2, the written form on 民法典§165.
//
// Invariants. A right is asked for at the moment it is used: a mandate that is
// withdrawn, or whose last day is over, lets nobody do anything more, whatever was
// begun under it. A delegate cannot delegate (民法典§169). Who may apply or supplement
// may also read. Holders, the list of cases and the policies answer alike. The legal
// representative of a firm needs none: he acts for it by law (民法典§61), as long as the
// register of firms names him.
//
// Helper mode (帮办): a clerk acts for whoever stands at his window, and for nobody
// else: he finds him by document first, and that is on record for the day.
//
// Resource type for the policies: Mandate{principal, head, delegate, division,
// papered}. Events: mandate.offered, mandate.accepted, mandate.declined,
// mandate.withdrawn, mandate.expired, mandate.listed, mandate.identified; each names
// principal and delegate as subjects.
package mandate
