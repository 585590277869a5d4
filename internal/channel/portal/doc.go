// Package portal is the face for citizens and firms (门户): signing in, one's own
// cases, the page of a case with who must act and by when, progress without an
// account, and the public check of a certificate.
//
// Words: sign-in 登录 · my cases 我的办件 · progress 进度查询 · query code 查询密码 · check 核验 ·
// supplement 补正.
//
// Invariants. Nothing of the opinions inside government is shown here. Who tries
// query codes or certificate codes is slowed down (infra/ident/guess). A code is never part of an
// address, so that it stands in no log and no history; the short code of a
// certificate is, because it is printed on it.
package portal
