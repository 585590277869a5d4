package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/infra/locale"
)

// TestGuideExamples runs every command of the guides for officials and compares what
// it prints with the page.
func TestGuideExamples(t *testing.T) {
	t.Chdir("../..")
	pages, err := filepath.Glob("docs/guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, name := range pages {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range examples(string(b)) {
			ran++
			got := call(t, locale.ZH, "", e.args...)
			if strings.TrimSpace(got.out) != e.want {
				t.Errorf("%s: holon %s\nprinted %s%s\nthe page says %s", name, strings.Join(e.args, " "), got.out, got.err, e.want)
			}
		}
	}
	if ran < 10 {
		t.Errorf("only %d examples were found", ran)
	}
}

// example is a command of a page with what it prints.
type example struct {
	args []string
	want string
}

// examples reads the blocks of a page that start with a prompt.
func examples(page string) (out []example) {
	inside := false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```sh"
		case !inside:
		case strings.HasPrefix(line, "$ holon "):
			out = append(out, example{args: split(strings.TrimPrefix(line, "$ holon "))})
		case len(out) > 0:
			last := &out[len(out)-1]
			last.want = strings.TrimSpace(last.want + "\n" + line)
		}
	}
	return out
}

// split divides a command as a shell does, as far as the pages need it.
func split(command string) (args []string) {
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	return args
}
