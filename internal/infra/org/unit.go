package org

import (
	"slices"

	"holon.example/holon/internal/gov"
)

// Kind tells what a unit is.
type Kind string

// The kinds of unit, from the outside in.
const (
	Division   Kind = "division"   // 行政区划
	Department Kind = "department" // 部门
	Section    Kind = "section"    // 科室
	Post       Kind = "post"       // 岗位
)

// Form tells what sort of body a department is; it decides what may be entrusted
// to it (行政许可法 §24).
type Form string

// The forms of a department.
const (
	Government  Form = "government"  // 人民政府
	Bureau      Form = "bureau"      // 行政机关: 局, 委, 办
	Township    Form = "township"    // 乡镇人民政府, 街道办事处
	Court       Form = "court"       // 人民法院
	Institution Form = "institution" // 事业单位
	Utility     Form = "utility"     // 公用企业: 水电气
	Centre      Form = "centre"      // 政务服务中心, 数字治理运营中心
)

// Forms lists the forms.
var Forms = []Form{Government, Bureau, Township, Court, Institution, Utility, Centre}

// Organ tells whether the body is an administrative organ (行政机关).
func (f Form) Organ() bool { return f == Government || f == Bureau || f == Township }

// The roles a post may carry; policies speak of them.
const (
	Clerk       = "clerk"                // 窗口: receives and notifies
	Handler     = "handler"              // 承办
	Reviewer    = "reviewer"             // 审核
	Approver    = "approver"             // 批准
	Chief       = "chief-representative" // 首席代表
	DataOfficer = "data-officer"         // 首席数据官, 数据专员
	Authority   = "data-authority"       // 数据主管: keeps the standard, reviews the catalogue
	Auditor     = "auditor"              // 监督
	Mayor       = "mayor"                // 政府负责人
	Admin       = "admin"                // 系统管理
	Operator    = "operator"             // 运营中心
)

// ScopePrefix begins what stands among an actor's roles for each action a token
// is limited to; no post carries such a role.
const ScopePrefix = "scope:"

// Roles lists the roles, sorted.
var Roles = []string{Admin, Approver, Auditor, Chief, Clerk, Authority, DataOfficer, Handler, Mayor, Operator, Reviewer}

// Name is a name in both languages of the site.
type Name struct {
	Zh string `json:"zh" yaml:"zh"`
	En string `json:"en" yaml:"en"`
}

// Period is a span of days, half open: the first day something holds, and the
// first day it no longer does (empty: open).
type Period struct {
	From  gov.Date `json:"from"`
	Until gov.Date `json:"until,omitempty"`
}

// Holds tells whether the day is in the period.
func (p Period) Holds(on gov.Date) bool {
	return p.From <= on && (p.Until == "" || on < p.Until)
}

// Meets tells whether two periods share a day.
func (p Period) Meets(o Period) bool {
	return (o.Until == "" || p.From < o.Until) && (p.Until == "" || o.From < p.Until)
}

// Within tells whether the whole period lies in another.
func (p Period) Within(o Period) bool {
	return p.From >= o.From && (o.Until == "" || p.Until != "" && p.Until <= o.Until)
}

func (p Period) check() error {
	if _, err := gov.ParseDate(string(p.From)); err != nil {
		return gov.Invalid("org.period").At("from", "org.period")
	}
	if p.Until == "" {
		return nil
	}
	if _, err := gov.ParseDate(string(p.Until)); err != nil || p.Until <= p.From {
		return gov.Invalid("org.period").At("until", "org.period")
	}
	return nil
}

// Unit is one version of a division, department, section or post.
type Unit struct {
	Version  gov.ID   `json:"version"`
	ID       gov.ID   `json:"id"` // the same through all versions
	Kind     Kind     `json:"kind"`
	Parent   gov.ID   `json:"parent,omitempty"` // the unit it stands under; of a department, the superior one
	Division string   `json:"division"`         // division code of the jurisdiction
	Code     string   `json:"code"`             // division code, key of the department, or own code within the department
	USCC     string   `json:"uscc,omitempty"`   // credit code of a department
	Name     Name     `json:"name"`
	Short    Name     `json:"short"`           // for tables and seals; empty: Name
	Form     Form     `json:"form,omitempty"`  // of a department
	Roles    []string `json:"roles,omitempty"` // of a post, sorted
	Period

	rev int64
}

// same tells whether two versions say the same of the unit.
func (u Unit) same(o Unit) bool {
	return u.Parent == o.Parent && u.Division == o.Division && u.Code == o.Code && u.USCC == o.USCC && u.Name == o.Name &&
		u.Short == o.Short && u.Form == o.Form && slices.Equal(u.Roles, o.Roles)
}

// Part tells in what quality somebody is on a post.
type Part string

// The parts: the holder, and the deputy (AB角), who acts only while the holder is absent.
const (
	Holder Part = "holder"
	Deputy Part = "deputy"
)

// Assignment puts a person on a post (任职).
type Assignment struct {
	ID     gov.ID `json:"id"`
	Person gov.ID `json:"person"` // vault subject of the person
	Post   gov.ID `json:"post"`
	Part   Part   `json:"part"`
	Period

	rev int64
}

// Absence is a time in which a holder does not act; the deputies of his posts do.
type Absence struct {
	ID     gov.ID `json:"id"`
	Person gov.ID `json:"person"`
	Period

	rev int64
}

// Delegation entrusts permits of one department to another administrative organ
// (委托, 行政许可法 §24): who acts does so in the name of who entrusts.
type Delegation struct {
	ID        gov.ID   `json:"id"`
	By        gov.ID   `json:"by"`        // department that entrusts
	To        gov.ID   `json:"to"`        // department that acts
	Items     []string `json:"items"`     // codes of the items entrusted, sorted; never all at once
	Basis     string   `json:"basis"`     // citation of the law, regulation or rule that allows it
	Announced gov.Date `json:"announced"` // day of the public notice
	Period

	rev int64
}

// Link tells how a unit came from another.
type Link string

// The kinds of succession.
const (
	Merger   Link = "merger"   // 合并
	Split    Link = "split"    // 拆分
	Transfer Link = "transfer" // 职责划转
)

// Succession links a unit to one that takes over from it on a day.
type Succession struct {
	ID   gov.ID   `json:"id"`
	Link Link     `json:"link"`
	From gov.ID   `json:"from"`
	To   gov.ID   `json:"to"`
	On   gov.Date `json:"on"`

	rev int64
}
