// Package identweb carries identities over HTTP (会话与请求防护): the cookie of a
// session, the token of a program, and what keeps one site from acting with
// another's cookies.
//
// Invariants. The cookie is HttpOnly, SameSite=Lax, for this host only, and
// Secure wherever the site is reached by HTTPS (then with the __Host- prefix). A
// request that changes something and comes with a cookie must be from this site
// (Sec-Fetch-Site, else Origin) and bring the session's own CSRF value. A token
// comes in the Authorization header only, never in a cookie, and so needs neither.
package identweb
