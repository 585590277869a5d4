package form

import "holon.example/holon/internal/gov"

// Questions are the situation questions of an item or package (情形引导): few,
// one to a page, each asked only if the answers before it leave it open. Their
// answers select items, materials and fields. They are written as a form.
type Questions struct{ form *Form }

// CompileQuestions reads questions. Every question must offer choices, a number
// or yes/no: a free text selects nothing.
func CompileQuestions(raw []byte) (*Questions, error) {
	f, err := Compile(raw)
	if err != nil {
		return nil, err
	}
	for _, fd := range f.fields {
		open := fd.Kind == String && len(fd.Options) == 0
		if open || fd.Kind == Rows {
			return nil, broken("form.question.open", fd.Name)
		}
		if fd.Grade.Personal() {
			return nil, broken("form.question.personal", fd.Name)
		}
	}
	return &Questions{form: f}, nil
}

// Form gives the questions as a form.
func (q *Questions) Form() *Form { return q.form }

// Next gives the first question that is open, nil when all are answered. The
// facts are the answers so far with whatever else conditions read.
func (q *Questions) Next(answers map[string]any) *Field {
	for _, fd := range q.form.Visible(answers) {
		if answers[fd.Name] == nil && fd.Required {
			return q.form.Field(fd.Name)
		}
	}
	return nil
}

// Trail gives the questions asked so far and the next one, in order, so that a
// page can show where the applicant stands and lead back.
func (q *Questions) Trail(answers map[string]any) []Field {
	next := q.Next(answers)
	var out []Field
	for _, fd := range q.form.Visible(answers) {
		out = append(out, fd)
		if next != nil && fd.Name == next.Name {
			break
		}
	}
	return out
}

// Check validates the answers given so far; when draft is false, every visible
// question must be answered.
func (q *Questions) Check(answers map[string]any, l Limits) (map[string]any, []gov.Field) {
	return q.form.Check(answers, l)
}
