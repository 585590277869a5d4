package journey

import "maps"

// family is a grandmother without a telephone, a window that helps her, and a grandson
// who acts for her under a mandate: what several stories begin with.
type family struct {
	*play
	Division string            `json:"division"`
	Item     string            `json:"item"`
	Granny   map[string]any    `json:"granny"`
	Grandson map[string]any    `json:"grandson"`
	Answers  map[string]any    `json:"answers"`
	Text     map[string]string `json:"text"`
}

// grandson is who acts for the resident.
const grandson = owner

// window: the clerk finds her by her identity card and begins for her.
func (s *family) window() {
	start := map[string]any{"division": s.Division, "item": s.Item, "for": map[string]any{"subject": s.subjectOf(resident)}}
	s.refused(422, clerk, "begins an application for nobody", call("startApplication").With(map[string]any{"division": s.Division, "item": s.Item}), names("for.subject"))
	s.refused(403, clerk, "begins for somebody who is not at the window", call("startApplication").With(start), rule("helper-needs-presence"))
	s.refused(422, clerk, "mistypes her name", call("identifyApplicant").With(map[string]any{"number": s.Granny["number"], "name": s.Text["wrongName"]}), names("number"))
	s.refused(403, grandson, "asks for her by himself", call("identifyApplicant").With(s.Granny))
	s.must(clerk, "finds her by her identity card", call("identifyApplicant").With(s.Granny), is("subject", s.kept["subject/"+resident]), is("mandates/#", 0))
	a := s.must(clerk, "begins her application", call("startApplication").With(start).Keyed("granny"), is("for", s.kept["subject/"+resident]),
		is("known/personName", s.Granny["name"]))
	s.keep("draft", a, "id")
	s.must(resident, "sees later what was begun in her name", call("listDrafts"), is("id="+s.kept["draft"]+"/item", s.Item))
	s.refused(404, grandson, "opens it without a mandate", call("getDraft").At("id", s.kept["draft"]))
}

// papers: the mandate is taken in on signed paper, and counts when he accepts it. given
// are its powers and scope; holds, what he may then do.
func (s *family) papers(given map[string]any, holds ...string) {
	offer := map[string]any{"principal": s.Granny, "delegate": s.Grandson, "kind": "family", "until": "2026-12-31"}
	maps.Copy(offer, given)
	s.refused(422, clerk, "takes the mandate in without paper", call("createMandate").With(offer), names("paper"))
	s.refused(403, grandson, "makes himself her delegate", call("createMandate").With(offer))
	offer["paper"] = s.keep("paper", s.must(clerk, "scans the signed paper", call("uploadBlob").Bytes("application/pdf", paper("mandate"))), "ref")
	wrong := maps.Clone(offer)
	wrong["until"] = "2030-01-01"
	s.refused(422, clerk, "for longer than three years", call("createMandate").With(wrong), names("until"))
	a := s.must(clerk, "takes the mandate in", call("createMandate").With(offer).Keyed("paper"), is("state", "offered"), is("live", false),
		is("from", "2026-09-22"), is("until", "2026-12-31"), has("may/*", holds...))
	s.keep("mandate", a, "id")
	s.refused(404, grandson, "goes on before he has accepted", call("getDraft").At("id", s.kept["draft"]))
	s.refused(403, agent, "somebody else accepts", s.onMandate("acceptMandate"))
	s.must(grandson, "finds the offer", call("listMandates"), is("id="+s.kept["mandate"]+"/principalName", s.Granny["name"]), is("id="+s.kept["mandate"]+"/state", "offered"))
	s.must(grandson, "accepts", s.onMandate("acceptMandate"), is("state", "active"), is("live", true))
	s.must(resident, "sees it too", call("listMandates"), is("id="+s.kept["mandate"]+"/delegateName", s.Grandson["name"]), is("id="+s.kept["mandate"]+"/state", "active"))
	s.refused(403, outsider, "an officer elsewhere looks at it", call("getMandate").At("id", s.kept["mandate"]))
}

func (s *family) onMandate(op string) *request {
	return call(op).At("id", s.kept["mandate"]).With(map[string]any{})
}
