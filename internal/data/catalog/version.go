package catalog

import (
	"holon.example/holon/internal/gov"
)

// State is where a version of a resource stands.
type State string

// The states.
const (
	Draft      State = "draft"
	Submitted  State = "submitted"
	Reviewed   State = "reviewed"
	Published  State = "published"
	Superseded State = "superseded"
	Withdrawn  State = "withdrawn"
)

// States lists the states in their order.
var States = []State{Draft, Submitted, Reviewed, Published, Superseded, Withdrawn}

// Step is something done to a version.
type Step string

// The steps.
const (
	Submit   Step = "submit"
	Return   Step = "return"
	Review   Step = "review"
	Publish  Step = "publish"
	Replace  Step = "replace" // by the next version
	Withdraw Step = "withdraw"
)

// next gives the state a step leads to; "" where it is not allowed.
func next(from State, step Step) State {
	switch {
	case step == Submit && from == Draft:
		return Submitted
	case step == Return && (from == Submitted || from == Reviewed):
		return Draft
	case step == Review && from == Submitted:
		return Reviewed
	case step == Publish && from == Reviewed:
		return Published
	case step == Replace && from == Published:
		return Superseded
	case step == Withdraw && from == Published:
		return Withdrawn
	}
	return ""
}

// Version is one version of a resource, with who did what when (persons; 0: the site).
type Version struct {
	Resource
	Of        gov.ID   `json:"of"` // the resource
	No        int      `json:"no"`
	State     State    `json:"state"`
	Author    gov.ID   `json:"-"`
	Submitter gov.ID   `json:"-"`
	Reviewer  gov.ID   `json:"-"`
	Publisher gov.ID   `json:"-"`
	Made      gov.Time `json:"made"`
	HandedIn  gov.Time `json:"handedIn"`
	Checked   gov.Time `json:"checked"`
	Issued    gov.Time `json:"issued"` // 发布日期
	Ended     gov.Time `json:"ended"`
	Note      string   `json:"note,omitempty"` // why it was returned or withdrawn

	rev int64
}

// step moves a version, or says that it cannot be.
func (v *Version) step(s Step, who gov.ID, at gov.Time) error {
	to := next(v.State, s)
	if to == "" {
		return gov.Conflict("catalog.step").With("state", string(v.State))
	}
	v.State = to
	switch s {
	case Submit:
		v.Submitter, v.HandedIn, v.Note = who, at, ""
	case Review:
		v.Reviewer, v.Checked = who, at
	case Publish:
		v.Publisher, v.Issued = who, at
	case Replace, Withdraw:
		v.Ended = at
	case Return:
		v.Submitter, v.Reviewer, v.HandedIn, v.Checked = 0, 0, 0, 0
	}
	return nil
}

// Entry is a resource in the catalogue with the version that is shown: the published one,
// else the newest.
type Entry struct {
	ID         gov.ID   `json:"id"`
	Department gov.ID   `json:"department"`
	Division   string   `json:"division"`
	Published  int      `json:"published"` // number of the version that stands; 0: none
	Newest     int      `json:"newest"`
	Updated    gov.Time `json:"updated"` // when its data were last brought up to date
	Version    *Version `json:"version"`

	key, code string
	rev       int64
}
