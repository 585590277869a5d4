package sound_test

import (
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/sound"
)

func parse(t testing.TB, body string) *bpmn.Definitions {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(body) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), " -> ")
		if !ok {
			b.WriteString(line)
			continue
		}
		fmt.Fprintf(&b, `<sequenceFlow id="%s_%s" sourceRef="%s" targetRef="%s"/>`, from, to, from, to)
	}
	d, err := bpmn.Parse([]byte(`<definitions xmlns="` + bpmn.Space + `"><process id="P">` + b.String() + `</process></definitions>`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func gate(split, join string) string {
	return `<startEvent id="s"/><` + split + `Gateway id="x"/><task id="a"/><task id="b"/><` + join + `Gateway id="y"/><endEvent id="e"/>
s -> x
x -> a
x -> b
a -> y
b -> y
y -> e
`
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"and and", gate("parallel", "parallel"), ""},
		{"xor xor", gate("exclusive", "exclusive"), ""},
		{"or or", gate("inclusive", "inclusive"), ""},
		{"xor or", gate("exclusive", "inclusive"), ""},
		{"and or", gate("parallel", "inclusive"), ""},
		{"event xor", strings.ReplaceAll(gate("eventBased", "exclusive"), "<task", "<receiveTask"), ""},
		{"xor and", gate("exclusive", "parallel"), "deadlock y"},
		{"or and", gate("inclusive", "parallel"), "deadlock y"},
		{"and xor", gate("parallel", "exclusive"), "unsync y"},
		{"or xor", gate("inclusive", "exclusive"), "unsync y"},
		{"two flows into a task", `<startEvent id="s"/><task id="a"/><task id="b"/><task id="c"/><task id="d"/><endEvent id="e"/>
s -> a
a -> b
a -> c
b -> d
c -> d
d -> e`, "unsync d"},
		{"gathers", `<startEvent id="s"/><task id="a"/><task id="b"/><task id="c"/><task id="d" startQuantity="2"/><endEvent id="e"/>
s -> a
a -> b
a -> c
b -> d
c -> d
d -> e`, ""},
		{"loop", `<startEvent id="s"/><task id="a"/><exclusiveGateway id="x"/><endEvent id="e"/>
s -> a
a -> x
x -> a
x -> e`, ""},
		{"circle", `<startEvent id="s"/><task id="a"/><task id="b"/>
s -> a
a -> b
b -> a`, "livelock a"},
		{"terminate ends the rest", `<startEvent id="s"/><parallelGateway id="x"/><exclusiveGateway id="z"/><parallelGateway id="y"/><endEvent id="t"><terminateEventDefinition/></endEvent><endEvent id="e"/>
s -> x
x -> z
x -> y
z -> y
z -> t
y -> e`, ""},
		{"boundary loses the join", `<startEvent id="s"/><parallelGateway id="x"/><task id="a"/><task id="b"/><boundaryEvent id="late" attachedToRef="a"><timerEventDefinition/></boundaryEvent><parallelGateway id="y"/><endEvent id="e"/><endEvent id="f"/>
s -> x
x -> a
x -> b
a -> y
b -> y
y -> e
late -> f`, "deadlock y"},
		{"a reminder on the side", `<startEvent id="s"/><task id="a"/><boundaryEvent id="soon" cancelActivity="false" attachedToRef="a"><timerEventDefinition/></boundaryEvent><task id="r"/><endEvent id="e"/><endEvent id="f"/>
s -> a
a -> e
soon -> r
r -> f`, ""},
		{"inside a sub-process", `<startEvent id="s0"/><endEvent id="e0"/><subProcess id="sub">` + gate("exclusive", "parallel") + `</subProcess>
s0 -> sub
sub -> e0`, "deadlock y"},
		{"dead node", `<startEvent id="s"/><endEvent id="e"/><task id="a"/><task id="b"/>
s -> e
a -> b
b -> a`, "dead a, dead b"},
		{"links", `<startEvent id="s"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent><intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent><endEvent id="e"/>
s -> t
c -> e`, ""},
	} {
		var got []string
		for _, f := range sound.Check(parse(t, c.body)) {
			got = append(got, string(f.Kind)+" "+f.Element)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func TestPathLeadsThere(t *testing.T) {
	f := sound.Check(parse(t, gate("exclusive", "parallel")))
	if len(f) != 1 || len(f[0].Path) != 1 || f[0].Path[0] != "x" {
		t.Fatal(f)
	}
}

func TestLargeLevelsAreToldNotTried(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<startEvent id="s"/><parallelGateway id="x"/><parallelGateway id="y"/><endEvent id="e"/>` + "\ns -> x\ny -> e\n")
	for i := range 12 {
		fmt.Fprintf(&b, "<exclusiveGateway id=\"a%d\"/><exclusiveGateway id=\"b%d\"/>\nx -> a%d\na%d -> b%d\nb%d -> y\nb%d -> a%d\n", i, i, i, i, i, i, i, i)
	}
	f := sound.Check(parse(t, b.String()))
	if len(f) != 1 || f[0].Kind != sound.Unchecked {
		t.Fatal(f)
	}
}
