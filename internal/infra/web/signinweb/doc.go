// Package signinweb offers signing in and out over HTTP (登录接口), who one is, the
// choice of post, and tokens for programs.
package signinweb
