package access_test

import (
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org"
)

const (
	market = gov.ID(701)
	fire   = gov.ID(702)
	centre = gov.ID(703)
	city   = "990100"
)

func officer(person, department gov.ID, roles ...string) gov.Actor {
	return gov.Actor{
		Kind: gov.Officer, Account: person + 1000, Person: person, Subject: person, Post: person + 2000,
		Department: department, Division: city, Roles: roles, Channel: "desk",
	}
}

var (
	nobody    = gov.Actor{Kind: gov.Nobody, Channel: "portal"}
	zhang     = gov.Actor{Kind: gov.Citizen, Account: 1, Person: 21, Subject: 21, Division: city, Channel: "portal"}
	helper    = gov.Actor{Kind: gov.Citizen, Account: 2, Person: 22, Subject: 22, Division: city, Channel: "portal"}
	agent     = gov.Actor{Kind: gov.Agent, Account: 3, Person: 23, Subject: 31, Division: city, Channel: "portal"}
	clerk     = officer(41, centre, org.Clerk)
	farClerk  = func() gov.Actor { a := officer(42, centre, org.Clerk); a.Division = "990200"; return a }()
	handler   = officer(43, market, org.Handler)
	reviewer  = officer(44, market, org.Reviewer)
	approver  = officer(45, market, org.Approver)
	outsider  = officer(46, fire, org.Approver, org.Handler)
	chief     = officer(47, market, org.Chief, org.Clerk)
	auditor   = officer(48, centre, org.Auditor)
	admin     = officer(49, centre, org.Admin)
	mixed     = officer(50, market, org.Admin, org.Approver, org.Handler)
	mayor     = officer(51, 700, org.Mayor)
	dataMan   = officer(52, market, org.DataOfficer)
	operator  = officer(53, centre, org.Operator)
	authority = officer(55, centre, org.Authority)
	self      = officer(21, market, org.Handler, org.Approver) // the same human as zhang
	homeless  = gov.Actor{Kind: gov.Officer, Account: 9, Person: 54, Roles: []string{org.Approver, org.Handler}}
	upper     = gov.Actor{Kind: gov.System, Account: 61, Channel: "api", Roles: []string{"scope:getCase", "scope:installPack"}}
	bare      = gov.Actor{Kind: gov.System, Account: 62, Channel: "api"}
	narrow    = func() gov.Actor { a := zhang; a.Roles = []string{"scope:getCase"}; return a }()
	faker     = gov.Actor{Kind: gov.System, Account: 63, Channel: "job:setup"}
)

func matter(over map[string]any) act.Resource {
	attrs := map[string]any{
		"applicant": gov.ID(21), "delegates": []gov.ID{22}, "department": market,
		"departments": []gov.ID{market, fire}, "division": city, "handler": gov.ID(43), "handlers": []gov.ID{43, 44},
	}
	for k, v := range over {
		attrs[k] = v
	}
	return act.Resource{Type: "Matter", ID: "900", Attrs: attrs}
}

func typed(t string, attrs map[string]any) act.Resource {
	return act.Resource{Type: t, ID: "1", Attrs: attrs}
}

func whole() act.Resource {
	r := matter(nil)
	r.Type = "Case"
	delete(r.Attrs, "department")
	return r
}

func TestPersonas(t *testing.T) {
	b := start(t, acttest.Start(t, "sqlite::memory:", access.Migrations))
	site, log := typed("Site", nil), typed("Log", nil)
	firm := matter(map[string]any{"applicant": gov.ID(31), "delegates": []gov.ID{}})
	cert := typed("Certificate", map[string]any{"holder": gov.ID(21), "department": market, "division": city})
	look := func(over map[string]any) act.Resource {
		attrs := map[string]any{
			"subject": gov.ID(21), "owner": gov.ID(705), "dataset": "id-card", "purpose": "food-permit",
			"case": gov.ID(900), "departments": []gov.ID{market}, "grade": gov.Grade3,
		}
		for k, v := range over {
			attrs[k] = v
		}
		return typed("Lookup", attrs)
	}
	task := func(role string) act.Resource { r := matter(map[string]any{"role": role}); r.Type = "Task"; return r }
	listed := func(department, author gov.ID) act.Resource {
		return typed("Catalogued", map[string]any{"department": department, "division": city, "author": author, "submitter": author})
	}
	account := func(kind string) act.Resource {
		return typed("Account", map[string]any{"account": gov.ID(77), "person": gov.ID(78), "kind": kind})
	}
	for _, c := range []struct {
		name   string
		who    gov.Actor
		action string
		what   act.Resource
		allow  bool
		rule   string
	}{
		{"items are public", nobody, "listItems", typed("Item", nil), true, "public-service"},
		{"certificates can be checked by anybody", nobody, "verifyCertificate", cert, true, "public-service"},
		{"nobody reads no case", nobody, "getCase", whole(), false, ""},
		{"own case", zhang, "getCase", whole(), true, "citizen-own-case"},
		{"own submission", zhang, "submitApplication", whole(), true, "citizen-own-case"},
		{"for who let him", helper, "supplement", whole(), true, "citizen-own-case"},
		{"another's case", helper, "getCase", matter(map[string]any{"delegates": []gov.ID{}}), false, ""},
		{"a citizen decides nothing", zhang, "decide", matter(nil), false, ""},
		{"own firm", agent, "submitApplication", firm, true, "agent-firm-case"},
		{"another's firm", agent, "getCase", whole(), false, ""},
		{"own certificate", zhang, "getCertificate", cert, true, "holder-own-certificate"},
		{"another's certificate", helper, "getCertificate", cert, false, ""},
		{"own data", zhang, "lookupData", look(map[string]any{"case": gov.ID(0)}), true, "own-data"},
		{"another's data", agent, "lookupData", look(nil), false, ""},
		{"who used my data", zhang, "whoUsedMyData", typed("Person", map[string]any{"subject": gov.ID(21)}), true, "own-data-use"},
		{"who used his data", helper, "whoUsedMyData", typed("Person", map[string]any{"subject": gov.ID(21)}), false, ""},
		{"the window receives", clerk, "receiveCase", whole(), true, "clerk-receives"},
		{"the window notifies", clerk, "sendNotice", matter(nil), true, "clerk-receives"},
		{"a window elsewhere", farClerk, "receiveCase", whole(), false, ""},
		{"the window never decides", clerk, "decide", matter(nil), false, "clerk-never-decides"},
		{"the window gives no opinion", clerk, "giveOpinion", matter(nil), false, "clerk-never-decides"},
		{"the window accepts for the authority", clerk, "acceptCase", matter(nil), true, "clerk-accepts"},
		{"the window rejects nothing", clerk, "rejectCase", matter(nil), false, "clerk-never-decides"},
		{"the window takes window tasks", clerk, "claimTask", task(org.Clerk), true, "clerk-window-tasks"},
		{"the window takes no other", clerk, "claimTask", task(org.Handler), false, ""},
		{"handler works", handler, "giveOpinion", matter(nil), true, "handler-own-matter"},
		{"handler accepts", handler, "acceptCase", matter(nil), true, "handler-own-matter"},
		{"handler stops the clock", handler, "stopClock", matter(nil), true, "handler-own-matter"},
		{"handler does not decide", handler, "decide", matter(nil), false, "four-eyes"},
		{"handler does not extend", handler, "extendClock", matter(map[string]any{"handler": gov.ID(0), "handlers": []gov.ID{}}), false, ""},
		{"handler not at the reviewer's step", handler, "claimTask", task(org.Reviewer), false, ""},
		{"reviewer at his step", reviewer, "claimTask", task(org.Reviewer), true, "reviewer-own-step"},
		{"reviewer does not decide", reviewer, "decide", matter(nil), false, "four-eyes"},
		{"approver decides", approver, "decide", matter(nil), true, "approver-decides"},
		{"approver extends", approver, "extendClock", matter(nil), true, "approver-decides"},
		{"approver who handled it", approver, "decide", matter(map[string]any{"handlers": []gov.ID{45}}), false, "four-eyes"},
		{"approver of another department", outsider, "decide", matter(nil), false, ""},
		{"approver of another department, whole case", outsider, "decide", whole(), false, ""},
		{"approver of a department that takes part reads", outsider, "getCase", whole(), true, "officer-reads-own-department"},
		{"approver of a department apart is refused the file", outsider, "getCase", matter(map[string]any{"departments": []gov.ID{market}}), false, ""},
		{"approver of the organ entrusted", outsider, "decide", matter(map[string]any{"entrusted": []gov.ID{fire}}), true, "approver-decides"},
		{"handler of the organ entrusted", outsider, "giveOpinion", matter(map[string]any{"entrusted": []gov.ID{fire}}), true, "handler-own-matter"},
		{"nobody decides a whole case", approver, "decide", whole(), false, ""},
		{"chief representative decides", chief, "decide", matter(nil), true, "approver-decides"},
		{"chief representative accepts", chief, "acceptCase", matter(nil), true, "clerk-accepts"},
		{"approver revokes", approver, "revokeCertificate", cert, true, "approver-certificates"},
		{"handler does not revoke", handler, "revokeCertificate", cert, false, ""},
		{"own application", self, "giveOpinion", matter(nil), false, "own-interest"},
		{"own application, deciding", self, "decide", matter(map[string]any{"handler": gov.ID(0), "handlers": []gov.ID{}}), false, "own-interest"},
		{"an officer without a department", homeless, "decide", matter(map[string]any{"department": gov.ID(0)}), false, ""},
		{"an officer without a department, no departments", homeless, "getCase", typed("Case", nil), false, ""},
		{"officer looks up for a case", handler, "lookupData", look(nil), true, "officer-case-data"},
		{"officer without a case", handler, "lookupData", look(map[string]any{"case": gov.ID(0)}), false, ""},
		{"officer without a purpose", handler, "lookupData", look(map[string]any{"purpose": ""}), false, ""},
		{"officer of another department", outsider, "lookupData", look(nil), false, ""},
		{"important data", handler, "lookupData", look(map[string]any{"grade": gov.Important}), false, ""},
		{"auditor reads the seal", auditor, "readSeal", log, true, "auditor-watches"},
		{"auditor reads events", auditor, "listEvents", log, true, "auditor-watches"},
		{"auditor reads no case", auditor, "getCase", whole(), false, "auditor-never-acts"},
		{"admin changes the organisation", admin, "changeOrganisation", typed("Organisation", nil), true, "admin-manages"},
		{"admin reads no case", admin, "getCase", whole(), false, "admin-never-reads-cases"},
		{"admin with other roles reads none either", mixed, "getCase", whole(), false, "admin-never-reads-cases"},
		{"admin with other roles decides nothing", mixed, "decide", matter(nil), false, "admin-never-reads-cases"},
		{"handler changes no organisation", handler, "changeOrganisation", typed("Organisation", nil), false, ""},
		{"data officer answers", dataMan, "answerGrant", typed("Grant", map[string]any{"owner": market, "department": fire}), true, "data-officer-answers"},
		{"data officer of another department", dataMan, "answerGrant", typed("Grant", map[string]any{"owner": fire, "department": market}), false, ""},
		{"data officer asks", dataMan, "requestGrant", typed("Grant", map[string]any{"owner": fire, "department": market}), true, "data-officer-asks"},
		{"data officer catalogues", dataMan, "draftResource", listed(market, 52), true, "data-officer-resources"},
		{"data officer catalogues for no other", dataMan, "importResources", listed(fire, 52), false, ""},
		{"data officer publishes nothing", dataMan, "publishResource", listed(market, 1), false, ""},
		{"data authority publishes", authority, "publishResource", listed(market, 52), true, "authority-resources"},
		{"data authority publishes nothing of its own hand", authority, "publishResource", listed(market, 55), false, "catalogue-second-person"},
		{"admin imports no resources", admin, "importResources", listed(market, 1), false, "management-catalogues-nothing"},
		{"admin brings a standard with a pack", admin, "importStandard", typed("Standard", map[string]any{"division": city}), true, "admin-manages"},
		{"admin closes an officer's account", admin, "closeAccount", account("officer"), true, "admin-manages"},
		{"admin closes no citizen's account", admin, "closeAccount", account("citizen"), false, "admin-officers-only"},
		{"admin sets nobody's password", admin, "resetPassword", account("officer"), false, "admin-knows-no-password"},
		{"mayor sees counts", mayor, "readCounts", site, true, "mayor-counts"},
		{"mayor reads no case", mayor, "getCase", whole(), false, ""},
		{"mayor reads no events", mayor, "listEvents", log, false, ""},
		{"operator reminds", operator, "remindTask", task(org.Handler), true, "operator-reminds"},
		{"operator decides nothing", operator, "decide", matter(nil), false, ""},
		{"system within its scope", upper, "installPack", typed("Pack", nil), true, "system-scope"},
		{"system beyond its scope", upper, "submitApplication", whole(), false, "token-scope"},
		{"system without a scope", bare, "getCase", whole(), false, ""},
		{"citizen's token within its scope", narrow, "getCase", whole(), true, "citizen-own-case"},
		{"citizen's token beyond its scope", narrow, "submitApplication", whole(), false, "token-scope"},
		{"a job does a job's work", gov.Job("clock"), "deemAccept", whole(), true, "job-work"},
		{"a job does nothing else", gov.Job("clock"), "changeOrganisation", typed("Organisation", nil), false, ""},
		{"setting up", gov.Job("setup"), "importPeople", site, true, "job-setup"},
		{"setting up decides nothing", gov.Job("setup"), "decide", matter(nil), false, ""},
		{"an account cannot call itself a job", faker, "importPeople", site, false, ""},
		{"own account", clerk, "changePassword", typed("Account", map[string]any{"account": gov.ID(1041)}), true, "own-account"},
		{"another's account", clerk, "changePassword", typed("Account", map[string]any{"account": gov.ID(1042)}), false, ""},
	} {
		v, err := b.ask(c.who, c.action, c.what)
		if err != nil || v.Allow != c.allow || v.Rule != c.rule {
			t.Errorf("%s: %v %q %v, want %v %q", c.name, v.Allow, v.Rule, err, c.allow, c.rule)
		}
	}
}
