package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"holon.example/holon/internal/app/shelf"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/rule/law"
)

// lawCommands work with the law library (法规库).
type lawCommands struct {
	Law struct {
		Import lawImportCommand `cmd:""`
		Show   lawShowCommand   `cmd:""`
	} `cmd:""`
}

type lawImportCommand struct {
	Dir    string `arg:"" type:"existingdir"`
	Out    string `short:"o" placeholder:"DIR"`
	Source string `placeholder:"TEXT"`
	JSON   bool   `name:"json"`
}

// Run converts the Markdown statutes of a folder, tells what could not be read, and
// writes the laws as a pack holds them when asked to. A file with any trouble fails.
func (l lawImportCommand) Run(c *console) (err error) {
	root, err := folder(l.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	source := l.Source
	if source == "" {
		source = filepath.Base(l.Dir)
	}
	laws, reports, err := law.Import(root.FS(), source)
	if err != nil {
		return err
	}
	if l.Out != "" {
		if err := writeLaws(l.Out, laws); err != nil {
			return err
		}
	}
	return l.tell(c, laws, reports)
}

// tell prints the troubles and the figures.
func (l lawImportCommand) tell(c *console, laws []*law.Law, reports []law.Report) error {
	failed, articles := 0, 0
	for _, r := range reports {
		articles += r.Articles
		if !r.OK() {
			failed++
		}
	}
	if len(reports) == 0 {
		c.remark(c.words("cli.law.none", map[string]any{"dir": l.Dir}))
		return c.tally(0, 1)
	}
	if l.JSON {
		return c.jsonTally(len(reports)-failed, failed, reports)
	}
	for _, r := range reports {
		for _, p := range r.Problems {
			args := map[string]any{"article": p.Article, "after": p.After, "text": p.Text}
			c.line("%s: %s", place(r.File, p.Line), c.words("cli.law."+string(p.Trouble), args))
		}
	}
	c.line("%s", c.words("cli.law.read", map[string]any{"files": len(reports), "laws": len(laws), "articles": articles}))
	return c.tally(len(reports)-failed, failed)
}

// writeLaws writes each law as a file of DIR/laws.
func writeLaws(dir string, laws []*law.Law) error {
	dir = filepath.Join(dir, "laws")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for _, one := range laws {
		b, err := one.Encode()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, one.FileName()), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

type lawShowCommand struct {
	Law     string `arg:""`
	Article string `arg:"" optional:""`
	On      string `placeholder:"DATE"`
	Packs   string `placeholder:"DIR" type:"existingdir"`
	JSON    bool   `name:"json"`
}

// Run prints the text of an article, paragraph or item, from the packs that come
// with the program or from those of a folder.
func (l lawShowCommand) Run(c *console) error {
	cite, err := law.Parse(l.citation())
	if err != nil {
		return err
	}
	folders, err := l.folders()
	if err != nil {
		return err
	}
	lib, err := shelf.Laws(folders)
	if err != nil {
		return faultError{err}
	}
	got, err := l.resolve(lib, cite)
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(got)
	}
	c.line("%s", got.Citation.Words())
	c.line("%s", got.Text())
	return nil
}

// citation joins what was typed: a whole citation, or a law and an article such as
// 42, 42.1 or 32(4), or the words of one.
func (l lawShowCommand) citation() string {
	if l.Article == "" {
		return l.Law
	}
	if l.Article[0] < '0' || l.Article[0] > '9' {
		return l.Law + l.Article
	}
	return l.Law + "§" + l.Article
}

func (l lawShowCommand) folders() ([]shelf.Folder, error) {
	if l.Packs == "" {
		return shelf.Shipped()
	}
	entries, err := os.ReadDir(l.Packs)
	if err != nil {
		return nil, err
	}
	var out []shelf.Folder
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, shelf.Folder{Name: e.Name(), Files: os.DirFS(filepath.Join(l.Packs, e.Name()))})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: %w", l.Packs, os.ErrNotExist)
	}
	return out, nil
}

func (l lawShowCommand) resolve(lib *law.Library, cite law.Citation) (law.Provision, error) {
	if l.On == "" {
		return lib.Resolve(cite)
	}
	on, err := gov.ParseDate(l.On)
	if err != nil {
		return law.Provision{}, err
	}
	return lib.ResolveAt(cite, on)
}
