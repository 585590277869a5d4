// Package account is the page of one's account (账号设置): language, large type, contrast,
// where one is signed in, and the password.
package account
