package matter

import (
	"regexp"

	"holon.example/holon/internal/gov/idcode"
)

var divisionForm = regexp.MustCompile(`^[0-9]{6}$`)

// maxRatingsFrom bounds how long a region may keep the share of satisfied to itself.
const maxRatingsFrom = 100

// lintOverlay looks at what a region adds.
func (l *linter) lintOverlay(o *Overlay, r report) {
	r.need(divisionForm.MatchString(o.Division), "overlay.division", "division", o.Division)
	r.need(o.Level >= 1 && o.Level <= 6, "item.level", "value", o.Level)
	r.need(o.RatingsFrom >= 0 && o.RatingsFrom <= maxRatingsFrom, "overlay.ratings_from", "value", o.RatingsFrom)
	ids, codes := map[string]bool{}, map[string]bool{}
	for _, d := range o.Departments {
		at := r.in(d.ID)
		at.need(d.ID != "" && !ids[d.ID], "overlay.department.twice", "id", d.ID)
		at.need(d.Authority == "" || !codes[d.Authority], "overlay.authority.twice", "authority", d.Authority)
		ids[d.ID], codes[d.Authority] = true, d.Authority != ""
		at.need(idcode.ValidUSCC(d.USCC), "overlay.uscc", "uscc", d.USCC)
		at.need(d.Name.Zh != "", "item.name")
		oneOf(natures, d.Nature, at, "item.nature")
	}
}
