package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"holon.example/holon/internal/lang/dmn/source"
)

// modelSpace is the namespace of DMN 1.5.
const modelSpace = "https://www.omg.org/spec/DMN/20230324/MODEL/"

// variableName is an expression that is nothing but a name, which may have spaces.
var variableName = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_ ]*$`)

// Model makes a model of its own out of tables. What the conditions test becomes the
// input data, so that they must be plain names; Into has no such limit.
func Model(name, namespace string, tables []Table) ([]byte, []Fault) {
	var faults []Fault
	w := &writer{}
	w.line(xml.Header + `<definitions` + w.attr("xmlns", modelSpace) + w.attr("id", "model") + w.attr("name", name) + w.attr("namespace", namespace) + ">")
	decisions := map[string]int{}
	for i, t := range tables {
		decisions[t.Decision] = i
	}
	inputs := map[string]string{}
	var names []string
	for _, t := range tables {
		for _, c := range t.Columns {
			if c.Kind != Condition {
				continue
			}
			if !variableName.MatchString(c.Expression) {
				faults = append(faults, Fault{Sheet: t.Decision, Kind: NotAName, Text: c.Expression})
				continue
			}
			if _, seen := inputs[c.Expression]; !seen {
				names = append(names, c.Expression)
			}
			if _, decided := decisions[c.Expression]; !decided && inputs[c.Expression] == "" {
				inputs[c.Expression] = c.Type
			}
		}
	}
	at := map[string]string{} // name → reference
	for i, n := range names {
		if d, decided := decisions[n]; decided {
			at[n] = fmt.Sprintf("decision_%d", d+1)
			continue
		}
		id := fmt.Sprintf("input_%d", i+1)
		at[n] = id
		w.line(`  <inputData` + w.attr("id", id) + w.attr("name", n) + `><variable` + w.attr("name", n) + w.attr("typeRef", inputs[n]) + `/></inputData>`)
	}
	for i, t := range tables {
		w.decision(fmt.Sprintf("decision_%d", i+1), t, at, decisions)
	}
	w.line("</definitions>")
	return w.b.Bytes(), faults
}

// writer writes the XML of tables; prefix stands before the names of elements.
type writer struct {
	b      bytes.Buffer
	prefix string
}

func (w *writer) line(s string) { w.b.WriteString(s + "\n") }

// attr is an attribute, or nothing for an empty value.
func (w *writer) attr(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + escape(value) + `"`
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

func (w *writer) decision(id string, t Table, at map[string]string, decisions map[string]int) {
	w.line(`  <decision` + w.attr("id", id) + w.attr("name", t.Decision) + ">")
	if t.Question != "" {
		w.line("    <question>" + escape(t.Question) + "</question>")
	}
	kind := ""
	if t.results() == 1 && (t.Policy == "U" || t.Policy == "F" || t.Policy == "A" || t.Policy == "P") {
		for _, c := range t.Columns {
			if c.Kind == Result {
				kind = c.Type
			}
		}
	}
	w.line("    <variable" + w.attr("name", t.Decision) + w.attr("typeRef", kind) + "/>")
	told := map[string]bool{}
	for _, c := range t.Columns {
		if c.Kind != Condition || told[c.Expression] {
			continue
		}
		told[c.Expression] = true
		what := "requiredInput"
		if _, decided := decisions[c.Expression]; decided {
			what = "requiredDecision"
		}
		w.line("    <informationRequirement><" + what + w.attr("href", "#"+at[c.Expression]) + "/></informationRequirement>")
	}
	w.table(id, t, nil)
	w.line("  </decision>")
}

// table writes the logic of a decision; old is the table it takes the place of.
func (w *writer) table(id string, t Table, old *source.Element) {
	attrs := w.attr("id", id+"_table")
	label := ""
	if old != nil {
		attrs, label = w.attr("id", old.Attrs["id"])+w.attr("preferredOrientation", old.Attrs["preferredOrientation"]), old.Attrs["outputLabel"]
	}
	p := policies[t.Policy]
	w.line("    " + w.open("decisionTable") + attrs + w.attr("hitPolicy", p[0]) + w.attr("aggregation", p[1]) + w.attr("outputLabel", label) + ">")
	single := t.results() == 1
	for _, c := range t.Columns {
		switch c.Kind {
		case Condition:
			w.line("      " + w.open("input") + w.attr("label", c.Label) + ">" + w.open("inputExpression") + w.attr("typeRef", c.Type) + ">" +
				w.text("text", c.Expression) + w.close("inputExpression") + w.tests("inputValues", c.Allowed) + w.close("input"))
		case Result:
			l := c.Label
			if single && l == label {
				l = ""
			}
			w.line("      " + w.open("output") + w.attr("name", c.Expression) + w.attr("label", l) + w.attr("typeRef", c.Type) + ">" +
				w.tests("outputValues", c.Allowed) + w.tests("defaultOutputEntry", c.Default) + w.close("output"))
		case Remark:
			w.line("      " + w.open("annotation") + w.attr("name", c.Label) + "/>")
		}
	}
	for n, cells := range t.Rules {
		w.rule(fmt.Sprintf("%s_rule_%d", id, n+1), t.Columns, cells)
	}
	w.b.WriteString("    " + w.close("decisionTable"))
	if old == nil {
		w.line("")
	}
}

var entries = map[Kind]string{Condition: "inputEntry", Result: "outputEntry", Remark: "annotationEntry"}

func (w *writer) rule(id string, columns []Column, cells []string) {
	w.b.WriteString("      " + w.open("rule") + w.attr("id", id) + ">")
	for i, c := range columns {
		w.b.WriteString(w.tests(entries[c.Kind], cells[i]+empty(c, cells[i])))
	}
	w.line(w.close("rule"))
}

// empty stands for a remark that says nothing: it must still have its place.
func empty(c Column, cell string) string {
	if c.Kind == Remark && cell == "" {
		return " "
	}
	return ""
}

func (w *writer) open(name string) string  { return "<" + w.prefix + name }
func (w *writer) close(name string) string { return "</" + w.prefix + name + ">" }

func (w *writer) text(name, text string) string {
	return w.open(name) + ">" + escape(text) + w.close(name)
}

// tests is an element that holds text in an element, or nothing.
func (w *writer) tests(name, text string) string {
	if text == "" {
		return ""
	}
	return w.open(name) + ">" + w.text("text", strings.TrimSpace(text)) + w.close(name)
}

// ErrNoSuchDecision says that a model has no decision of that name whose logic is a
// table.
var ErrNoSuchDecision = errors.New("the model has no such decision table")

// Into puts tables in the place of those of the decisions of the same names. All else
// in the file stays as it is, byte for byte.
func Into(model []byte, tables []Table) ([]byte, error) {
	root, err := source.ReadXML(model)
	if err != nil {
		return nil, err
	}
	places, err := placesOf(model)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	done := map[string]bool{}
	last := 0
	for _, p := range places {
		t, d := find(tables, p.decision), decisionOf(root, p.decision)
		if t == nil || d == nil || done[p.decision] {
			continue
		}
		done[p.decision] = true
		w := &writer{prefix: p.prefix}
		w.table(d.Attrs["id"], *t, d.First("decisionTable"))
		out.Write(model[last:p.from])
		out.WriteString(strings.TrimPrefix(w.b.String(), "    "))
		last = p.to
	}
	for _, t := range tables {
		if !done[t.Decision] {
			return nil, fmt.Errorf("%w: %s", ErrNoSuchDecision, t.Decision)
		}
	}
	out.Write(model[last:])
	return out.Bytes(), nil
}

func find(tables []Table, decision string) *Table {
	for i := range tables {
		if tables[i].Decision == decision {
			return &tables[i]
		}
	}
	return nil
}

func decisionOf(root *source.Element, name string) *source.Element {
	for _, d := range root.All("decision") {
		if d.Attrs["name"] == name {
			return d
		}
	}
	return nil
}

// place is where the table of a decision stands in a file.
type place struct {
	decision, prefix string
	from, to         int
}

// placesOf finds the tables that are the logic of decisions.
func placesOf(model []byte) (out []place, err error) {
	d := xml.NewDecoder(bytes.NewReader(model))
	depth, decision := 0, ""
	for {
		from := d.InputOffset()
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth == 2 && t.Name.Local == "decision":
				decision = attribute(t, "name")
			case depth == 2:
				decision = ""
			case depth == 3 && decision != "" && t.Name.Local == "decisionTable":
				if err := d.Skip(); err != nil {
					return nil, err
				}
				depth--
				out = append(out, place{decision: decision, prefix: prefixAt(model[from:]), from: int(from), to: int(d.InputOffset())})
			}
		case xml.EndElement:
			depth--
		}
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// prefixAt reads the prefix of the element that starts here, with its colon.
func prefixAt(b []byte) string {
	name, _, _ := bytes.Cut(b, []byte("decisionTable"))
	return strings.TrimPrefix(string(name), "<")
}
