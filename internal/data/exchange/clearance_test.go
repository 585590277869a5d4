package exchange

import (
	"testing"

	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
)

func TestClearance(t *testing.T) {
	for name, c := range map[string]struct {
		who    gov.Actor
		r      Request
		top    gov.Grade
		masked bool
	}{
		"himself":            {gov.Actor{Kind: gov.Citizen, Person: 5, Subject: 5}, Request{Subject: 5}, gov.Core, false},
		"for his firm":       {gov.Actor{Kind: gov.Agent, Person: 5, Subject: 6}, Request{Subject: 6}, gov.Core, false},
		"a joint applicant":  {gov.Actor{Kind: gov.Citizen, Person: 5, Subject: 5}, Request{Subject: 7, Case: 1}, gov.Grade1, false},
		"nobody":             {gov.Actor{Kind: gov.Nobody}, Request{}, gov.Grade1, false},
		"officer in a case":  {gov.Actor{Kind: gov.Officer, Person: 5}, Request{Subject: 5, Case: 1}, gov.Grade3, true},
		"officer without":    {gov.Actor{Kind: gov.Officer, Person: 5}, Request{Subject: 5}, gov.Grade2, true},
		"a system in a case": {gov.Actor{Kind: gov.System}, Request{Subject: 5, Case: 1}, gov.Grade3, true},
	} {
		if top, masked := clearance(c.who, &c.r); top != c.top || masked != c.masked {
			t.Errorf("%s: %d %v", name, top, masked)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "王": "王*", "王桂英": "王**", "李𠮷": "李*", "990102198804122155": "990***********2155", "19900009900": "199****9900",
		"1988-04-12": "1988-**-**", "海棠市海东区稻香路283号": "海棠市海*********", "已婚": "已*", "男": "男*", "12345": "1****",
	} {
		if got := Mask(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if v := rapid.StringN(1, 40, 200).Draw(t, "v"); Mask(v) == v && v[len(v)-1] != '*' {
			t.Fatalf("%q comes clear", v)
		}
	})
}
