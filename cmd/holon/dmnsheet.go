package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/dmn/coverage"
	"holon.example/holon/internal/lang/dmn/sheet"
	"holon.example/holon/internal/lang/feel"
)

// sheetWords are the words of a workbook in a language.
func sheetWords(lang locale.Lang) sheet.Words {
	t := func(key string) string { return locale.T(lang, key, nil) }
	return sheet.Words{
		Decision: t("dmn.sheet.decision"), Question: t("dmn.sheet.question"), Policy: t("dmn.sheet.policy"),
		Column: t("dmn.sheet.column"), Label: t("dmn.sheet.label"), Expression: t("dmn.sheet.expression"),
		Type: t("dmn.sheet.type"), Allowed: t("dmn.sheet.allowed"), Fallback: t("dmn.sheet.fallback"),
		Condition: t("dmn.sheet.condition"), Result: t("dmn.sheet.result"), Remark: t("dmn.sheet.remark"),
		Yes: t("dmn.sheet.yes"), No: t("dmn.sheet.no"),
		Types: map[string]string{
			"string": t("dmn.sheet.text"), "number": t("dmn.sheet.number"), "boolean": t("dmn.sheet.truth"), "date": t("dmn.sheet.date"),
		},
	}
}

type dmnToExcelCommand struct {
	File string `arg:""`
	Out  string `short:"o" placeholder:"FILE"`
}

// Run writes the decision tables of a model to a workbook, one a sheet.
func (d dmnToExcelCommand) Run(c *console) error {
	model, err := c.file(d.File)
	if err != nil {
		return err
	}
	tables, err := sheet.Tables(model)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, tables, sheetWords(c.lang)); err != nil {
		return err
	}
	return c.write(d.Out, b.Bytes())
}

type dmnFromExcelCommand struct {
	File      string `arg:""`
	Into      string `placeholder:"FILE"`
	Namespace string `placeholder:"URI" default:"https://holon.example/dmn"`
	Out       string `short:"o" placeholder:"FILE"`
}

// Run makes a model of a workbook, or puts its tables into a model. What cannot
// become a rule is told by sheet and cell, and nothing is written then.
func (d dmnFromExcelCommand) Run(c *console) error {
	book, err := c.file(d.File)
	if err != nil {
		return err
	}
	var languages []sheet.Words
	for _, lang := range locale.Langs() {
		languages = append(languages, sheetWords(lang))
	}
	tables, faults, err := sheet.Read(bytes.NewReader(book), languages...)
	if err != nil {
		return err
	}
	var model []byte
	if len(faults) == 0 {
		model, faults, err = d.model(c, tables)
	}
	for _, f := range faults {
		c.remark(c.faultWords(f))
	}
	if err == nil && len(faults) > 0 {
		err = errNo
	}
	if err != nil {
		return err
	}
	return c.write(d.Out, model)
}

func (d dmnFromExcelCommand) model(c *console, tables []sheet.Table) ([]byte, []sheet.Fault, error) {
	if d.Into == "" {
		model, faults := sheet.Model(strings.TrimSuffix(filepath.Base(d.File), filepath.Ext(d.File)), d.Namespace, tables)
		return model, faults, nil
	}
	old, err := c.file(d.Into)
	if err != nil {
		return nil, nil, err
	}
	model, err := sheet.Into(old, tables)
	return model, nil, err
}

// faultWords tells an official what is wrong with a cell.
func (c *console) faultWords(f sheet.Fault) string {
	why := ""
	if e, ok := errors.AsType[*feel.Error](f.Why); ok {
		why = c.words("dmn.fault.at", map[string]any{"place": e.Column, "why": e.Text})
	}
	text := c.words("dmn.fault."+string(f.Kind), map[string]any{"text": f.Text})
	return strings.TrimSpace(f.Sheet+" "+f.Cell) + ": " + text + why
}

// write puts bytes into a file, or to the standard output.
func (c *console) write(name string, b []byte) error {
	if name == "" || name == "-" {
		_, err := c.out.Write(b)
		return err
	}
	return os.WriteFile(name, b, 0o600)
}

type dmnLintCommand struct {
	Files []string `arg:"" name:"file"`
	JSON  bool     `name:"json"`
}

// tableReport is what was found in one model.
type tableReport struct {
	File     string         `json:"file"`
	OK       bool           `json:"ok"`
	Problems []string       `json:"problems,omitempty"`
	Findings []tableFinding `json:"findings,omitempty"`
	Complete bool           `json:"complete"` // false: a table was too large to be examined whole
}

// tableFinding is one weakness of a table, with an input that shows it.
type tableFinding struct {
	Decision string         `json:"decision"`
	Kind     coverage.Kind  `json:"kind"`
	Rules    []int          `json:"rules,omitempty"`
	Example  map[string]any `json:"example,omitempty"`
}

// Run examines the decision tables of models for gaps, overlaps and rules that never
// apply. A model that cannot be read or has a weakness fails.
func (d dmnLintCommand) Run(c *console) error {
	var all []tableReport
	failed := 0
	for _, name := range d.Files {
		raw, err := c.file(name)
		if err != nil {
			return err
		}
		r := examine(name, raw)
		if !r.OK {
			failed++
		}
		all = append(all, r)
	}
	if d.JSON {
		return c.jsonTally(len(all)-failed, failed, all)
	}
	for _, r := range all {
		r.print(c)
	}
	return c.tally(len(all)-failed, failed)
}

func examine(name string, raw []byte) tableReport {
	r := tableReport{File: name, Complete: true}
	m, err := dmn.Load(raw)
	if err != nil {
		r.Problems = []string{err.Error()}
		return r
	}
	for _, p := range m.Problems() {
		r.Problems = append(r.Problems, p.Error())
	}
	findings, complete := m.Lint()
	r.Complete = complete
	for _, f := range findings {
		t := tableFinding{Decision: f.Element, Kind: f.Kind, Rules: f.Rules}
		if f.Example != nil {
			t.Example = make(map[string]any, len(f.Example))
			for name, v := range f.Example {
				t.Example[name] = feel.ToGo(v)
			}
		}
		r.Findings = append(r.Findings, t)
	}
	r.OK = complete && len(r.Problems)+len(r.Findings) == 0
	return r
}

func (r tableReport) print(c *console) {
	for _, p := range r.Problems {
		c.line("%s: %s: %s", r.File, c.words("cli.severity.error", nil), p)
	}
	for _, f := range r.Findings {
		example, err := json.Marshal(f.Example)
		if err != nil {
			example = nil // a value without JSON form: the finding is still told
		}
		args := map[string]any{"decision": f.Decision, "rules": numbers(f.Rules), "example": string(example)}
		c.line("%s: %s: %s", r.File, c.words("cli.severity.warning", nil), c.words("dmn.lint."+string(f.Kind), args))
	}
	if !r.Complete {
		c.line("%s: %s: %s", r.File, c.words("cli.severity.warning", nil), c.words("dmn.lint.incomplete", nil))
	}
}

func numbers(list []int) string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = strconv.Itoa(n)
	}
	return strings.Join(out, ", ")
}
