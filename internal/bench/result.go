package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
)

// Result is what a bench found. The names of the members are part of the command
// contract.
type Result struct {
	Name   string  `json:"name"`
	Figure float64 `json:"figure"`
	Unit   string  `json:"unit"`
	Limit  float64 `json:"limit"` // what raw reached, best of its rounds; 0: there is none
	Ratio  float64 `json:"ratio"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`

	Clients int    `json:"clients"`
	DB      string `json:"db"`
	Load    string `json:"load"` // load average when it began and when it ended
	Sync    string `json:"sync"`
	FS      string `json:"fs"`

	Acks   int64 `json:"acks"`
	Non2xx int64 `json:"non2xx"`
	Rows   int64 `json:"rows_after"`
	Leaves int64 `json:"leaves_after"`

	Item    string             `json:"item,omitempty"`    // what was applied for
	More    map[string]float64 `json:"more,omitempty"`    // further figures of this bench, by name and unit
	Missed  []string           `json:"missed,omitempty"`  // what does not hold
	Remarks []string           `json:"remarks,omitempty"` // how it was measured
}

// OK tells whether everything held.
func (r *Result) OK() bool { return len(r.Missed) == 0 }

// miss notes something that does not hold.
func (r *Result) miss(format string, args ...any) {
	r.Missed = append(r.Missed, fmt.Sprintf(format, args...))
}

// note sets one of the further figures.
func (r *Result) note(name string, v float64) {
	if r.More == nil {
		r.More = map[string]float64{}
	}
	r.More[name] = round(v)
}

// against sets figure, limit and ratio.
func (r *Result) against(figure, limit float64) {
	r.Figure, r.Limit = round(figure), round(limit)
	if limit > 0 {
		r.Ratio = round(figure / limit)
	}
}

// Print writes the result: one line of JSON, or a table for people.
func (r *Result) Print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(r)
	}
	lines := []struct {
		name  string
		value any
	}{
		{"bench", r.Name},
		{"db", r.DB + ", sync " + r.Sync + ", " + r.FS},
		{"load", r.Load},
		{"clients", r.Clients},
		{"figure", fmt.Sprintf("%g %s", r.Figure, r.Unit)},
		{"limit", fmt.Sprintf("%g (ratio %g)", r.Limit, r.Ratio)},
		{"p50, p99", fmt.Sprintf("%g ms, %g ms", r.P50, r.P99)},
		{"acknowledged", fmt.Sprintf("%d, refused %d", r.Acks, r.Non2xx)},
		{"rows, leaves", fmt.Sprintf("%d, %d", r.Rows, r.Leaves)},
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(w, "%-14s %v\n", l.name, l.value); err != nil {
			return err
		}
	}
	for _, name := range sortedNames(r.More) {
		if _, err := fmt.Fprintf(w, "%-14s %g\n", name, r.More[name]); err != nil {
			return err
		}
	}
	for _, m := range r.Missed {
		if _, err := fmt.Fprintf(w, "MISSED         %s\n", m); err != nil {
			return err
		}
	}
	return nil
}

func sortedNames(m map[string]float64) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// times sets the percentiles of the answers.
func (r *Result) times(list []time.Duration) {
	r.P50, r.P99 = ms(percentile(list, 50)), ms(percentile(list, 99))
}

// percentile sorts the list. It is the smallest value that so many in a hundred do
// not exceed; 0 of an empty list.
func percentile(list []time.Duration, p int) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[max(0, (len(list)*p+99)/100-1)]
}

func ms(d time.Duration) float64 { return round(float64(d.Microseconds()) / 1000) }

// round keeps three digits after the point.
func round(v float64) float64 { return float64(int64(v*1000+0.5)) / 1000 }
