package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	inBackticks = regexp.MustCompile("`([^`\n]+)`")
	link        = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	makeTarget  = regexp.MustCompile(`(?m)^([a-z-]+):.*## `)
	makeCall    = regexp.MustCompile(`\bmake ([a-z]+)\b`)
)

// repositoryFolders are the first parts of paths that documents name.
var repositoryFolders = []string{"internal", "cmd", "packs", "docs", "scripts", "tools", "web", ".ci"}

// Docs checks what the documents in Markdown claim: each path of the repository in backticks and each
// relative link exists, and each make target too.
func Docs(fsys fs.FS) ([]Fault, error) {
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if err != nil {
		return nil, err
	}
	var targets []string
	for _, m := range makeTarget.FindAllStringSubmatch(string(makefile), -1) {
		targets = append(targets, m[1])
	}
	var names []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		found, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	var faults []Fault
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		for _, claim := range falseClaims(fsys, name, string(text), targets) {
			faults = append(faults, Fault{"docs", name, claim})
		}
	}
	return faults, nil
}

func falseClaims(fsys fs.FS, name, text string, targets []string) []string {
	var claims []string
	for _, m := range inBackticks.FindAllStringSubmatch(text, -1) {
		if target := makeCall.FindStringSubmatch(m[1]); target != nil && !slices.Contains(targets, target[1]) {
			claims = append(claims, fmt.Sprintf("there is no `make %s`", target[1]))
		}
		first, _, deep := strings.Cut(m[1], "/")
		if deep && slices.Contains(repositoryFolders, first) && !strings.ContainsAny(m[1], " *…") && !exists(fsys, m[1]) {
			claims = append(claims, fmt.Sprintf("%s does not exist", m[1]))
		}
	}
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		target, _, _ := strings.Cut(m[1], "#")
		if target != "" && !strings.Contains(target, ":") && !exists(fsys, path.Join(path.Dir(name), target)) {
			claims = append(claims, fmt.Sprintf("the link %s leads nowhere", m[1]))
		}
	}
	return claims
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, strings.TrimSuffix(name, "/"))
	return err == nil
}
