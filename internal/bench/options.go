package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"holon.example/holon/internal/bench/machine"
	"holon.example/holon/internal/gov"
)

// Options say what to measure and where.
type Options struct {
	DB      string // sqlite:PATH of a file that is not there yet, postgres://…; empty: SQLite in the working folder
	Seconds int    // of load; 0: the bench's own
	Clients int    // 0: 64
	Repeat  int    // submit: so many in a hundred requests repeat an earlier key
	Plain   bool   // submit: the plain figure alone, without repeated keys, lag and pause

	Cases int // pages: how many cases there are to be at last

	Packs  fs.FS  // one folder for each content pack
	City   string // the city pack that is imported
	Binary string // the program that serves

	clock gov.Time // when the city is built; 0: now
}

// ErrUnknown says that there is no bench of that name.
var ErrUnknown = errors.New("bench: unknown name")

var benches = map[string]func(context.Context, Options) (*Result, error){
	"submit": submit, "one-case": oneCase, "case3": case3, "pages": pages, "faults": faults,
}

// Names lists the benches.
func Names() []string {
	out := make([]string, 0, len(benches))
	for name := range benches {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Run runs one bench. The result tells whether what it promises held; an error
// means that it could not be measured.
func Run(ctx context.Context, name string, o Options) (*Result, error) {
	fn := benches[name]
	if fn == nil {
		return nil, fmt.Errorf("%w: %s (there are %v)", ErrUnknown, name, Names())
	}
	if o.Clients <= 0 {
		o.Clients = rawClients
	}
	began := machine.Load()
	r, err := fn(ctx, o)
	if err != nil {
		return nil, err
	}
	r.Name, r.Load = name, began+" → "+machine.Load()
	return r, nil
}

func (o Options) seconds(usual int) time.Duration {
	if o.Seconds > 0 {
		return time.Duration(o.Seconds) * time.Second
	}
	return time.Duration(usual) * time.Second
}
