package reception

import (
	"context"
	"embed"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
)

// Migrations are the tables of the hall, those of its subpackages among them.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Halls finds halls and their windows in the organisation.
type Halls struct {
	// OrgIn is the organisation as the command's own snapshot has it.
	OrgIn func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
}

// In gives the hall of an id as a command sees it; NotFound where no hall stands.
func (h Halls) In(ctx context.Context, p *act.Prep, id gov.ID) (Hall, error) {
	snap, err := h.OrgIn(ctx, p)
	if err != nil {
		return Hall{}, err
	}
	return Find(snap, id, p.Now().Date())
}

// Hall is a service hall on a day.
type Hall struct {
	org.Unit
	Windows []org.Unit // posts whose role is clerk
}

// Find gives the hall of an id on a day; NotFound where no hall stands.
func Find(snap *org.Snapshot, id gov.ID, on gov.Date) (Hall, error) {
	u, ok := snap.Unit(id, on)
	if ok && u.Kind == org.Department && u.Form == org.Centre {
		if w := windows(snap, id, on); len(w) > 0 {
			return Hall{u, w}, nil
		}
	}
	return Hall{}, gov.NotFound("reception.no_hall")
}

// All lists the halls of a day.
func All(snap *org.Snapshot, on gov.Date) (out []Hall) {
	for _, u := range snap.All(org.Department, on) {
		if u.Form != org.Centre {
			continue
		}
		if w := windows(snap, u.ID, on); len(w) > 0 {
			out = append(out, Hall{u, w})
		}
	}
	return out
}

func windows(snap *org.Snapshot, hall gov.ID, on gov.Date) (out []org.Unit) {
	for _, post := range snap.Posts(hall, on) {
		if slices.Contains(post.Roles, org.Clerk) {
			out = append(out, post)
		}
	}
	return out
}

// HasWindow tells whether a post is a window of the hall.
func (h Hall) HasWindow(post gov.ID) bool {
	return slices.ContainsFunc(h.Windows, func(u org.Unit) bool { return u.ID == post })
}

// Of is what stands in a hall, as the policies see it. person is whoever did the step
// before, where two persons are needed; subject whom it is about; either may be 0.
func Of(id, hall gov.ID, division string, person, subject gov.ID) act.Resource {
	r := act.Resource{Type: "Hall", Attrs: map[string]any{"department": hall, "division": division, "person": person, "subject": subject}}
	if id != 0 {
		r.ID = id.String()
	}
	return r
}

// Stream is the event stream of something in a hall.
func Stream(kind string, id gov.ID) string { return kind + "/" + id.String() }
