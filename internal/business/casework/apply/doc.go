// Package apply is the applicant's side of a case before it is one (申请): what an
// application comes to — which matters, which form, which materials — and the
// drafts that survive until it is submitted.
//
// Words: draft 草稿 · situation questions 情形引导 · prefilled 免填 · material 材料.
// States of a draft: open → submitted. Invariants: what government holds is filled
// in and cannot be typed over; a question answered is not asked again; a draft
// belongs to one account and is encrypted under its own key.
package apply
