package mine

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
)

// CaseList lists the cases of the subject acted for and of those one may act for,
// newest first, from before on.
type CaseList func(ctx context.Context, who gov.Actor, before gov.ID, limit int) ([]*casefile.Case, error)

// Filters of the list of cases, as they stand in its address.
var filters = []string{"all", "open", "turn", "over"}

// fits tells whether a case passes a filter.
func fits(filter string, s casefile.State) bool {
	switch filter {
	case "open":
		return s == casefile.Received || s == casefile.Supplement || s == casefile.Accepted
	case "turn":
		return s == casefile.Supplement
	case "over":
		return s == casefile.Rejected || s == casefile.Withdrawn || s == casefile.Closed
	}
	return true
}

// one is a case of the list.
type one struct {
	*casefile.Case
	Title string
}

type cases struct {
	*Request
	Filter string
	Cases  []one
	Next   gov.ID
}

const (
	casePage = 20
	maxLooks = 10 // pages looked through for one page of a filter
)

// MountCases registers the list of cases.
func (m *Room) MountCases(list CaseList) {
	m.Route("GET /cases", func(rq *Request) error {
		c := &cases{Request: rq, Filter: rq.R.URL.Query().Get("state")}
		if c.Filter == "" {
			c.Filter = "all"
		}
		if err := m.fill(rq, c, list); err != nil {
			return err
		}
		return m.Render(rq, Show{Title: rq.T("mine.cases"), Body: casesPage(c)})
	})
}

// fill reads on until a page is full. What is left of the last look is found again by
// the place where the page ends.
func (m *Room) fill(rq *Request, c *cases, list CaseList) error {
	before := rq.Before()
	for range maxLooks {
		got, err := list(rq.R.Context(), rq.Who, before, casePage+1)
		if err != nil {
			return err
		}
		for _, k := range got {
			if !fits(c.Filter, k.State) {
				continue
			}
			if len(c.Cases) == casePage {
				c.Next = c.Cases[casePage-1].ID
				return nil
			}
			c.Cases = append(c.Cases, one{k, m.Item(rq.Page, k.Name())})
		}
		if len(got) <= casePage {
			return nil
		}
		before = got[len(got)-1].ID
	}
	c.Next = before
	return nil
}
