package outage

import (
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// State is where a slip stands.
type State string

// The states of a slip.
const (
	Issued    State = "issued"    // printed, or given out and not entered yet
	Entered   State = "entered"   // 已补录, waits for the second person
	Confirmed State = "confirmed" // 已复核, the application may be entered
	Used      State = "used"      // 已转办件
	Void      State = "void"      // 作废
)

// States lists them in their order.
var States = []State{Issued, Entered, Confirmed, Used, Void}

var edges = map[State][]State{
	Issued:    {Entered, Void},
	Entered:   {Confirmed, Issued},
	Confirmed: {Used},
	Used:      nil,
	Void:      nil,
}

// Reasons why an entry is late, or a slip void; the codes of the choice.
var (
	LateReasons = []string{"power", "network", "system", "outside"}
	VoidReasons = []string{"unused", "spoilt", "lost"}
)

// Block is a run of numbers reserved for one window.
type Block struct {
	ID     gov.ID   `json:"id"`
	Hall   gov.ID   `json:"hall"`
	Post   gov.ID   `json:"window"`
	No     int64    `json:"no"`
	Size   int64    `json:"size"`
	Issued gov.Time `json:"issued"`

	division string
	account  gov.ID
	rev      int64
}

// Slip is one number of a block.
type Slip struct {
	ID        gov.ID   `json:"id"`
	Block     gov.ID   `json:"block"`
	Number    string   `json:"number"`
	State     State    `json:"state"`
	Received  gov.Time `json:"received"` // the true time of receipt
	Reason    string   `json:"reason,omitempty"`
	Entered   gov.Time `json:"entered"`
	By        gov.ID   `json:"by,omitempty"` // person who entered it
	Confirmed gov.Time `json:"confirmed"`
	With      gov.ID   `json:"with,omitempty"` // second person
	Case      gov.ID   `json:"case,omitempty"`
	Ended     gov.Time `json:"ended"`

	hall     gov.ID
	division string
	rev      int64
}

func (s *Slip) to(next State) error {
	if !slices.Contains(edges[s.State], next) {
		return gov.Conflict("reception.slip_state").With("number", Spaced(s.Number))
	}
	s.State = next
	return nil
}

// resource asks for a step with a slip; before is the person who did the step before.
func (s *Slip) resource(before gov.ID) act.Resource {
	return reception.Of(s.ID, s.hall, s.division, before, 0)
}

func (s *Slip) event(p *act.Prep, name string) error {
	return p.Event(name, reception.Stream("slip", s.ID), seal.Data{
		"block": s.Block, "number": s.Number, "state": string(s.State), "received": s.Received, "reason": s.Reason, "case": s.Case,
	})
}

// number makes the nth number of a block: division, day, block of the hall, number, and
// the check character.
func number(b *Block, n int64) (string, error) {
	text := fmt.Sprintf("%s%s%03d%03d", b.division, strings.ReplaceAll(string(b.Issued.Date()), "-", "")[2:], b.No, n)
	check, err := idcode.Mod3736(text)
	if err != nil {
		return "", fmt.Errorf("slip number %s: %w", text, err)
	}
	return text + string(check), nil
}

// Spaced writes a number in groups, as it stands on paper.
func Spaced(number string) string {
	if len(number) != numberSize {
		return number
	}
	return number[:6] + "-" + number[6:12] + "-" + number[12:15] + "-" + number[15:18] + "-" + number[18:]
}

// numberSize is how many characters a number has, its check character among them.
const numberSize = 19

// ParseNumber reads a number as somebody copies it from paper: with hyphens and spaces,
// full-width characters, in small letters. A slip of the pen is an error.
func ParseNumber(text string) (string, error) {
	var b strings.Builder
	for _, r := range text {
		if r >= fullFirst && r <= fullLast {
			r -= fullFirst - '!'
		}
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		case strings.ContainsRune(" -\u2010\u2011\u2012\u2013\u2014\u3000\t", r):
		default:
			return "", gov.Invalid("reception.slip").At("number", "reception.slip_number")
		}
		if b.Len() > numberSize {
			break
		}
	}
	if b.Len() != numberSize || !idcode.ValidMod3736(b.String()) {
		return "", gov.Invalid("reception.slip").At("number", "reception.slip_number")
	}
	return b.String(), nil
}

// The full-width forms of the printable ASCII characters (Unicode FF01–FF5E).
const fullFirst, fullLast = '\uff01', '\uff5e'
