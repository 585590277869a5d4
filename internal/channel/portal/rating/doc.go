// Package rating is the page on which a service is rated (好差评): by the applicant when
// his case is done, or by a link or code at the window without signing in. Who rated
// badly sees there what came of it.
package rating
