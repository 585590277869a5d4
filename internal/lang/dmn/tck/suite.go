package tck

import (
	"encoding/csv"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
)

// Case is the outcome of one test case.
type Case struct {
	Folder string // such as "compliance-level-2/0001-input-data-string"
	File   string // test file without its extension
	ID     string
	OK     bool
	Reason string // why it failed, in plain English
}

// Report is the outcome of a run.
type Report struct{ Cases []Case }

// Count returns the numbers of passed and failed cases whose folder starts with prefix.
func (r Report) Count(prefix string) (passed, failed int) {
	for _, c := range r.Cases {
		switch {
		case !strings.HasPrefix(c.Folder, prefix):
		case c.OK:
			passed++
		default:
			failed++
		}
	}
	return passed, failed
}

// WriteCSV writes the five columns of the result files of the kit: folder, file, case, outcome, remark.
func (r Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	for _, c := range r.Cases {
		outcome := "ERROR"
		if c.OK {
			outcome = "SUCCESS"
		}
		if err := out.Write([]string{c.Folder, c.File, c.ID, outcome, c.Reason}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Options set what the run does not find in the kit.
type Options struct {
	Now time.Time // what now() and today() return
}

// Run runs all test files under the root of a file system.
func Run(root fs.FS, opt Options) (Report, error) {
	var report Report
	var files []string
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".xml" {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		return report, err
	}
	slices.Sort(files)
	for _, name := range files {
		report.Cases = append(report.Cases, runFile(root, name, opt)...)
	}
	return report, nil
}

func runFile(root fs.FS, name string, opt Options) []Case {
	folder, base := path.Dir(name), strings.TrimSuffix(path.Base(name), ".xml")
	failed := func(err error) []Case {
		return []Case{{Folder: folder, File: base, Reason: err.Error()}}
	}
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return failed(err)
	}
	suite, err := source.ReadXML(data)
	if err != nil {
		return failed(err)
	}
	if suite.Name != "testCases" {
		return nil
	}
	model, err := loadModel(root, folder, suite.TextOf("modelName"))
	var out []Case
	for _, tc := range suite.All("testCase") {
		c := Case{Folder: folder, File: base, ID: tc.Attrs["id"]}
		if err != nil {
			c.Reason = err.Error()
		} else {
			c.Reason = runCase(model, tc, opt)
		}
		c.OK = c.Reason == ""
		out = append(out, c)
	}
	return out
}

// loadModel loads the named model with all other models of the folder at hand for its imports.
func loadModel(root fs.FS, folder, name string) (*dmn.Model, error) {
	main, err := fs.ReadFile(root, path.Join(folder, name))
	if err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(root, folder)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{namespaceOf(main): true}
	var imports [][]byte
	for _, e := range entries {
		if path.Ext(e.Name()) != ".dmn" || e.Name() == name {
			continue
		}
		data, err := fs.ReadFile(root, path.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		if ns := namespaceOf(data); !seen[ns] {
			seen[ns] = true
			imports = append(imports, data)
		}
	}
	return dmn.Load(main, imports...)
}

func namespaceOf(data []byte) string {
	d, err := source.Read(data)
	if err != nil {
		return ""
	}
	return d.Namespace
}

// runCase returns why a case failed, or "".
func runCase(m *dmn.Model, tc *source.Element, opt Options) string {
	inputs := feel.Vars{}
	for _, in := range tc.All("inputNode") {
		v, err := readValue(in, 0)
		if err != nil {
			return err.Error()
		}
		key := in.Attrs["name"]
		if ns := in.Attrs["namespace"]; ns != "" {
			key = ns + "#" + key
		}
		inputs[key] = v
	}
	results := tc.All("resultNode")
	if len(results) == 0 {
		return "the case expects nothing"
	}
	for _, want := range results {
		if why := runNode(m, tc, want, inputs, opt); why != "" {
			return why
		}
	}
	return ""
}

func runNode(m *dmn.Model, tc, want *source.Element, inputs feel.Vars, opt Options) string {
	target := want.Attrs["name"]
	invocable := tc.Attrs["invocableName"]
	if invocable != "" {
		target = invocable
	}
	got, err := m.Evaluate(target, inputs, feel.Budget{Steps: 50000000, Now: opt.Now})
	if err != nil {
		return err.Error()
	}
	if invocable != "" && len(m.ServiceOutputs(invocable)) > 1 {
		got.Value = member(got.Value, want.Attrs["name"])
	}
	return judge(want, got)
}
