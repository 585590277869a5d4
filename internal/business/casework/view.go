package casework

import "holon.example/holon/internal/business/casework/caseview"

// View is a case as one who may open it sees it.
type View = caseview.View

// MatterView is one matter of it with its clocks.
type MatterView = caseview.MatterView

// ClockView is a clock as it reads now.
type ClockView = caseview.ClockView

// Wait is a step at which the applicant must act.
type Wait = caseview.Wait
