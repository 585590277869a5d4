package explain_test

import (
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/app/explain"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// rows are one case with all that hangs on it.
var rows = []string{
	"INSERT INTO case_file (id, no, division, thing, item, state, applicant, quality, person, account, channel, owner, created, received, accepted, deemed, ended, flow, query_code, facts, form, rev) " +
		"VALUES (11, 'x', '990102', 'x', '', 'accepted', 5, '', 5, 5, '', 1, 1, 1, 1, 0, 0, 0, '', '', '', 1)",
	"INSERT INTO case_matter (id, case_id, item, department, division, state, outcome, after, joint, handling, handler, reviewer, approver, opened, decided, delivered, flow, process, licence, rev) " +
		"VALUES (12, 11, 'x', 77, '990102', 'open', '', '', '', '', 31, 0, 0, 1, 0, 0, 0, '', 0, 1)",
	"INSERT INTO case_opinion (id, case_id, matter_id, step, page, post, department, at, result, cites, words, acting_for, rev) VALUES (13, 11, 12, '', '', 1, 77, 1, '', '', '', 0, 1)",
	"INSERT INTO case_visit (id, case_id, joint, matters, staff, at, results, report, rev) VALUES (14, 11, '', '', '', 1, '', '', 1)",
	"INSERT INTO licence (id, case_id, matter_id, kind, item, number, identifier, holder, organ, state, issued, until, blob, content, rev) VALUES (15, 11, 12, 'x', 'food', '1', '1', 5, 77, 'valid', '', '', '', '', 1)",
}

// The rows of the store are what the policies see, and the answer of the server is
// given for them.
func TestAttributesComeFromTheStore(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		ctx := t.Context()
		for i, text := range rows {
			w := sqldb.Write{Stmt: sqldb.NewStmt(fmt.Sprint(t.Name(), i), text), Want: 1}
			if err := s.Writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{w}}); err != nil {
				t.Fatal(err)
			}
		}
		own, err := s.Ident.ByLogin(ctx, s.People["market-approver"].User)
		if err != nil {
			t.Fatal(err)
		}
		for what, want := range map[string]string{
			"Case:11": "applicant:5", "Matter:12": "department:77", "Opinion:13": "departments:[77]", "Visit:14": "departments:[77]",
			"Certificate:15": "holder:5", "Account:" + own.ID.String(): "kind:officer", "Site:990100": "division:990100", "Person:31": "subject:31",
			"Dataset:firm-register": "grade:", "Lookup:firm-register": "dataset:firm-register", "Bureau:77": "department:77",
		} {
			attrs, err := explain.Attributes(ctx, s.Store, what)
			if err != nil || !strings.Contains(fmt.Sprint(attrs), want) {
				t.Errorf("%s: %v, want %s: %v", what, attrs, want, err)
			}
		}
		for what, want := range map[string]gov.Kind{"Visit:999": gov.KindNotFound, "Certificate:999": gov.KindNotFound, "Nothing:1": gov.KindNotFound, "Case:x": gov.KindInvalid, "Dataset:none": gov.KindNotFound} {
			if _, err := explain.Ask(ctx, s.Store, explain.Question{As: own.ID.String(), Action: "getCase", Resource: what}); gov.KindOf(err) != want {
				t.Errorf("%s: %v", what, err)
			}
		}
		got, err := explain.Ask(ctx, s.Store, explain.Question{As: own.ID.String(), Action: "decide", Resource: "Matter:12"})
		if err != nil || got.Allow || len(got.WhyNot) == 0 {
			t.Errorf("an approver of another department: %+v %v", got, err)
		}
	})
}
