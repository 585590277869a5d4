// Package access decides who may do what (权限, 谁能对什么做什么). Permission stands
// inside as firewalls stand outside: every command asks here first, through
// act.Prep.Authorise, and a refusal is recorded with the rule that refused.
//
// Rules are Cedar policies with @id and @title, shipped in policies/*.cedar and
// checked against policies/*.cedarschema when the program starts: an unknown
// action, entity type or attribute is refused. Slices add their own declarations
// and rules as Fragments; the site adds policies at run time (Put), sealed like
// everything else, and each change counts up the policy epoch. What no rule
// permits is refused (deny by default); one forbid outweighs all permits, so that
// no site policy can lift four-eyes (审批分离), recusal (回避) or the limits of
// administrators, auditors and windows.
//
// Questions. act.Resource.Type names an entity type of the schema, ID the thing,
// Attrs its attributes: string, bool, int64, gov.Grade, gov.ID, []string,
// []gov.ID. One left out counts as empty; one the schema does not know is
// ErrRequest. Empty never equals an actor's missing identifier.
//
//	type                              attributes
//	Case Matter Task Opinion Visit    applicant (subject applied for), delegates (persons let act for him, 代办),
//	Letter                            department (authority; empty for a whole case), departments (all that take
//	                                  part), entrusted (departments the item is entrusted to, §24), division, handler (person who has it), handlers (persons who worked
//	                                  on the matter before: four eyes), role (role a task wants), state, item
//	Certificate                       holder (subject), department, division, state, item
//	Lookup (its ID is the dataset)    subject, delegates, owner, dataset, purpose, case, departments, grade
//	Dataset                           owner, grade
//	Grant                             owner, department (who asks), dataset
//	Person                            subject
//	Field                             subject, delegates, departments, division, grade
//	Account                           account, person, kind
//	Organisation Calendar Clock Pack  division
//	Policy Site Log Item
//
// Actions, by group (an action of a fragment may join a group):
//
//	public      listItems getItem getPack verifyCertificate queryProgress signIn
//	applying    startApplication saveDraft discardDraft attachMaterial removeMaterial submitApplication supplement
//	            withdrawApplication requestHearing commentOpinion rateService appeal
//	reading     getCase listCases getLetter getMaterial getCertificate listCertificates whoUsedMyData
//	receiving   receiveCase issueReceipt sendNotice deliverResult handOver
//	handling    listTasks claimTask releaseTask acceptCase rejectCase giveOpinion withdrawOpinion returnTask recordVisit
//	            inviteDepartment completeTask draftDecision stopClock resumeClock
//	scheduling  reassignTask remindTask
//	deciding    decide approveDecision extendClock reopenMatter issueCertificate revokeCertificate
//	usingData   lookupData · (no group) seePlain seeMasked
//	granting    requestGrant answerGrant revokeGrant listDatasets
//	ownAccount  signOut switchPost changePassword createToken revokeToken revokeSessions listSessions
//	managing    changeOrganisation changeCalendar changePolicy explainAccess installPack importPeople importFirms
//	            importData setClock changeSettings enrolAccount closeAccount unlockAccount resetPassword eraseSubject
//	watching    readCounts readMetadata listEvents liveEvents readSeal
//	jobWork     deemAccept expireTimer fireTimer continueFlow renderLetter sendReminder archiveCase purgeSessions
//	            touchSessions sealLog runJob
//
// Actors. A citizen or agent acts for Actor.Subject; an officer on a post, with
// the roles of infra/org; another system with a token, whose roles are
// org.ScopePrefix+action; the platform itself as gov.Job(name). gov.Job("setup")
// may do all of managing, for imports.
//
// Invariants. A verdict carries the epoch of the policies it was given under. The
// policies and that epoch come from one snapshot of the store. A forbid that
// cannot be evaluated forbids. Candidates are found by action, types, resource and
// principal, so that the time of an answer does not grow with the number of grants.
package access
