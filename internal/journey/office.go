package journey

import "maps"

// upload sends a file and gives what an application says of it.
func (p *play) upload(who, code, name string) map[string]any {
	a := p.must(who, "uploads "+code, call("uploadBlob").Bytes("application/pdf", paper(code)), some("ref"), is("type", "application/pdf"))
	if p.stopped() {
		return nil
	}
	size, _ := find(a.Value, "size")
	return map[string]any{"code": code, "name": name, "blob": p.keep("blob/"+code, a, "ref"), "type": "application/pdf", "size": size}
}

// renamed is a file given as another material.
func (p *play) renamed(given map[string]any, code string) map[string]any {
	out := maps.Clone(given)
	if out != nil {
		out["code"] = code
	}
	return out
}

// deliver: the window hands out what was decided.
func (p *play) deliver(item string) {
	p.must(clerk, "delivers "+item, p.act("deliver", map[string]any{"task": p.taskOf(clerk, item, "deliver"), "result": "electronic"}))
}

// granted carries a matter of one authority through examination, opinion, review and
// decision, by three people; whoever is of another authority is refused.
func (p *play) granted(item, department, stranger, words string) {
	handler, reviewer, approver := department+"-handler", department+"-reviewer", department+"-approver"
	task := p.taskOf(handler, item, "handle")
	p.refused(403, stranger, "somebody of another authority examines "+item, p.act("giveOpinion", map[string]any{"task": task, "result": "agree", "text": words}))
	p.must(handler, "examines "+item, p.act("giveOpinion", map[string]any{"task": task, "result": "agree", "text": words}))
	p.must(handler, "gives the opinion on "+item, p.act("giveOpinion", map[string]any{"task": p.taskOf(handler, item, "opinion"), "result": "grant", "text": words}))
	p.must(reviewer, "reviews it", p.act("giveOpinion", map[string]any{"task": p.taskOf(reviewer, item, "review"), "result": "agree", "text": words}))
	grant := map[string]any{"task": p.taskOf(approver, item, "decide"), "result": "grant"}
	p.refused(403, handler, "decides what he handled himself", p.act("decide", grant))
	p.refused(403, clerk, "the window decides", p.act("decide", grant), rule("clerk-never-decides"))
	p.must(approver, "grants "+item, p.act("decide", grant))
	p.deliver(item)
}

// subjectOf finds out under which subject the registers know somebody.
func (p *play) subjectOf(who string) string {
	return p.keep("subject/"+who, p.must(who, "asks who he is", call("me"), some("subject")), "subject")
}

// hallOpens lets the clerks of the hall open their windows.
func (p *play) hallOpens() {
	a := p.must(clerk, "opens his window", call("openShift").With(map[string]any{}).Keyed("open"), is("state", "open"))
	p.keep("hall", a, "hall")
	p.keep("window", a, "window")
	p.must(otherDesk, "opens the window beside", call("openShift").With(map[string]any{}).Keyed("open"), is("state", "open"))
}
