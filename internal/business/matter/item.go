package matter

import (
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

// Text is a wording in both languages.
type Text = form.Text

// Item is one administrative matter (事项). A standard item is written once; a
// region's item is the same with an Overlay applied.
type Item struct {
	ID       string   `json:"id"`
	Profile  string   `json:"profile,omitempty"` // the item inherits what it does not say
	Name     Text     `json:"name"`
	Version  string   `json:"version,omitempty"`
	State    string   `json:"state,omitempty"` // draft published suspended retired
	From     gov.Date `json:"from,omitempty"`
	Until    gov.Date `json:"until,omitempty"`
	Type     string   `json:"type"`     // 01 许可 02 处罚 … 07 确认 10 其他权力 20 公共服务
	BaseCode string   `json:"baseCode"` // 基本编码, 12 characters
	Code     string   `json:"code,omitempty"`
	Topics   []string `json:"topics,omitempty"`
	Words    []string `json:"words,omitempty"` // how people call it

	Authority   string   `json:"authority"` // two-digit department code; the overlay names the department
	Department  string   `json:"department,omitempty"`
	Nature      string   `json:"nature,omitempty"` // 实施主体性质: statutory authorised entrusted
	Entrusted   string   `json:"entrusted,omitempty"`
	Partners    []string `json:"partners,omitempty"`
	Level       int      `json:"level,omitempty"`       // 行使层级 1 国家 … 6 村
	PowerSource int      `json:"powerSource,omitempty"` // 权力来源 1 法定本级 … 6 同级委托
	Audience    []string `json:"audience"`              // person firm body

	Handling string    `json:"handling"`          // 即办件 instant · 承诺件 promised
	Route    string    `json:"route,omitempty"`   // own joint upward (联办, 上报)
	Outcome  string    `json:"outcome"`           // decision · check · guidance (no refusal)
	Basis    []Basis   `json:"basis"`             // 设定依据
	Limit    *Limit    `json:"limit,omitempty"`   // 法定办结时限
	Promise  *Limit    `json:"promise,omitempty"` // 承诺办结时限
	Special  []Special `json:"special,omitempty"`
	Check    *Visit    `json:"siteVisit,omitempty"`

	Visits    int      `json:"visits"`          // 到办事现场次数
	Reason    Text     `json:"reason,omitzero"` // why a visit is needed
	Depth     int      `json:"depth,omitempty"` // 网办深度 1–4
	Reach     []string `json:"reach,omitempty"` // 通办范围
	Hall      bool     `json:"hall,omitempty"`  // 进驻大厅
	Booking   bool     `json:"booking,omitempty"`
	Logistics bool     `json:"logistics"`          // 快递
	Delivery  []string `json:"delivery,omitempty"` // counter post electronic

	Fees       []Fee       `json:"fees,omitempty"` // none: no fee (行政许可法 §58)
	Conditions []Condition `json:"conditions,omitempty"`
	Materials  []Material  `json:"materials,omitempty"`
	Process    []Stage     `json:"process,omitempty"`
	Result     *Result     `json:"result,omitempty"`
	Quota      *Basis      `json:"quota,omitempty"` // 数量限制
	Flow       string      `json:"flow"`            // process file of a pack
	Form       string      `json:"form,omitempty"`
	Rules      string      `json:"rules,omitempty"`
	Deferral   *Flexible   `json:"deferral,omitempty"`  // 容缺受理; absent: off
	OnPromise  *Flexible   `json:"onPromise,omitempty"` // 告知承诺; absent: off
	Windows    []Window    `json:"windows,omitempty"`
	FAQ        []Answer    `json:"faq,omitempty"`
}

// Basis is one legal ground: a citation like 行政许可法§42.1, and how sure the
// pack is of it: V read in the text of the law, M not yet checked.
type Basis struct {
	Cite      string `json:"cite"`
	Certainty string `json:"certainty,omitempty"` // V (default) or M
	Note      Text   `json:"note,omitzero"`
}

// Limit is a length of time with its own unit and its ground.
type Limit struct {
	N         int    `json:"n"`
	Unit      string `json:"unit,omitempty"` // workday (default) day hour minute month
	Cite      string `json:"cite,omitempty"`
	Certainty string `json:"certainty,omitempty"`
	Note      Text   `json:"note,omitzero"`
}

// Special is a procedure whose time does not count (行政许可法 §45, a closed list
// of eight).
type Special struct {
	Kind string `json:"kind"` // hearing tender auction inspection testing quarantine appraisal expert_review
	Limit
	When string `json:"when,omitempty"` // FEEL over the answers
}

// Visit is a check on the spot (行政许可法 §34: two or more staff).
type Visit struct {
	Staff int    `json:"staff"`
	Cite  string `json:"cite"`
	When  string `json:"when,omitempty"`
	Joint string `json:"joint,omitempty"` // name of the visit shared with other parts
}

// Fee is a charge with its ground (行政许可法 §58, §59).
type Fee struct {
	Name     Text   `json:"name"`
	Fen      int64  `json:"fen"` // hundredths of a yuan
	Standard Text   `json:"standard,omitzero"`
	Cite     string `json:"cite"`
	Relief   Text   `json:"relief,omitzero"`
}

// Condition is one thing the law asks of the applicant (受理条件).
type Condition struct {
	Text      Text   `json:"text"`
	Cite      string `json:"cite,omitempty"`
	Certainty string `json:"certainty,omitempty"`
	When      string `json:"when,omitempty"`
}

// Material is one paper or record an application needs (申请材料).
type Material struct {
	ID        string       `json:"id"` // standard material id: one id, one material
	Name      Text         `json:"name"`
	Kind      string       `json:"kind,omitempty"`   // original copy form certificate
	Medium    string       `json:"medium,omitempty"` // paper electronic either
	Copies    int          `json:"copies,omitempty"`
	Need      string       `json:"need"`   // required optional conditional deferrable
	Source    string       `json:"source"` // self government other
	Issuer    string       `json:"issuer,omitempty"`
	Waiver    string       `json:"waiver,omitempty"` // 免提交: auto licence share submit
	Resource  string       `json:"resource,omitempty"`
	Cite      string       `json:"cite"`
	Certainty string       `json:"certainty,omitempty"`
	Criteria  []Text       `json:"criteria,omitempty"` // what the checker looks for
	Guide     Text         `json:"guide,omitzero"`
	When      string       `json:"when,omitempty"` // FEEL over the answers
	Exempt    *form.Exempt `json:"exempt,omitempty"`
	For       []string     `json:"for,omitempty"` // parts of a package that need it
}

// Stage is one stage of the handling (办理环节): who, by when, with what result.
type Stage struct {
	Name     Text   `json:"name"`
	Role     string `json:"role"`
	Limit    *Limit `json:"limit,omitempty"`
	Result   Text   `json:"result,omitzero"`
	Standard Text   `json:"standard,omitzero"`
}

// Result is what the applicant receives.
type Result struct {
	Name     Text   `json:"name"`
	Kind     string `json:"kind"` // certificate approval opinion record none
	Type     string `json:"type,omitempty"`
	Validity *Limit `json:"validity,omitempty"`
	Number   string `json:"number,omitempty"` // pattern of its number
	Refusal  Text   `json:"refusal,omitzero"` // name of the refusing document; empty: none
	// Bearer is the field with the name of whom the document is about, where that is not
	// the applicant: a newborn, for whom a parent applies and keeps it.
	Bearer string   `json:"bearer,omitempty"`
	Says   []string `json:"says,omitempty"` // fields of the form that are printed on it
}

// Flexible switches on a manner of handling that only a law can allow.
type Flexible struct {
	Cite      string   `json:"cite"`
	Local     bool     `json:"local,omitempty"` // a regulation of the place
	Materials []string `json:"materials,omitempty"`
	Days      int      `json:"days,omitempty"`
	Lapse     string   `json:"lapse,omitempty"`  // what a broken promise leads to: withdrawn (default) or refused
	Verify    *Limit   `json:"verify,omitempty"` // later check of a promise
	Optional  bool     `json:"optional,omitempty"`
}

// Window is where one can go.
type Window struct {
	Name      Text   `json:"name"`
	Address   Text   `json:"address,omitzero"`
	Hours     Text   `json:"hours,omitzero"`
	Phone     string `json:"phone,omitempty"`
	Complaint string `json:"complaint,omitempty"`
}

// Answer is a question people ask, with its answer.
type Answer struct {
	Q Text `json:"q"`
	A Text `json:"a"`
}
