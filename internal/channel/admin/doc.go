// Package admin is what the pages for administrators share (系统管理): who is let in,
// what every form brings along, and a file that comes with a form. Its subpackages are
// the pages: the organisation, officers, packs, wordings, years, halls, health.
//
// Management is separated from operation (管办分离): who manages the system changes
// how the city is set up, and opens no case, decides nothing and sees nobody's data.
//
// Invariants. A page is shown only to whom the policies let ask for it; who is turned
// away is recorded, with the rule. Every change is a use case of the slice it belongs
// to; nothing is decided here.
package admin
