package main

import (
	"strings"

	"github.com/alecthomas/kong"

	"holon.example/holon/internal/infra/locale"
)

// translate gives every command, flag and argument its words: those of its own
// place ("cli.help.calendar.due.days"), else those of its name ("cli.flag.json"),
// else those of its tag.
func translate(app *kong.Application, lang locale.Lang) {
	app.Help = locale.T(lang, "cli.help", nil)
	describe(app.Node, "cli.help.", lang)
}

func describe(n *kong.Node, key string, lang locale.Lang) {
	for _, f := range n.Flags {
		f.Help = wordsFor(lang, f.Help, key+keyPart(f.Name), "cli.flag."+keyPart(f.Name))
	}
	for _, p := range n.Positional {
		p.Help = wordsFor(lang, p.Help, key+keyPart(p.Name), "cli.flag."+keyPart(p.Name))
	}
	for _, child := range n.Children {
		at := key + keyPart(child.Name)
		child.Help = wordsFor(lang, child.Help, at)
		describe(child, at+".", lang)
	}
}

// wordsFor finds the words of the first key that has some.
func wordsFor(lang locale.Lang, tag string, keys ...string) string {
	for _, key := range keys {
		if locale.Has(key) {
			return locale.T(lang, key, nil)
		}
	}
	return tag
}

// keyPart is a name as it stands in a key of the catalogue.
func keyPart(name string) string { return strings.ReplaceAll(name, "-", "_") }
