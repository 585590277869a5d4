package matter

import "strconv"

// Sayings are what a pack knows of how people speak of matters (俗称, 同义词): the
// search of the portal reads a question with them.
type Sayings struct {
	Noise []string `json:"noise,omitempty"` // words of a question that tell nothing of the matter
	Says  []saying `json:"says,omitempty"`
	Often []Text   `json:"often,omitempty"` // what is asked for most, offered before anything is typed
}

// saying is one meaning: whoever says one of the words means the others.
type saying struct {
	As    []string `json:"as"`    // as people say it
	Means []string `json:"means"` // words that stand in the names of matters
}

// Sayings joins what all packs know, in the order of the packs.
func (l *Library) Sayings() (all Sayings) {
	for _, p := range l.packs {
		all.Noise = append(all.Noise, p.Sayings.Noise...)
		all.Says = append(all.Says, p.Sayings.Says...)
		all.Often = append(all.Often, p.Sayings.Often...)
	}
	return all
}

// lintSayings refuses a saying that nobody says or that means nothing.
func lintSayings(s Sayings, r report) {
	for i, x := range s.Says {
		r.in(strconv.Itoa(i)).need(len(x.As) > 0 && len(x.Means) > 0, "pack.saying")
	}
}
