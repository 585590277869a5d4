// Package feedbackweb offers ratings as operations of the API (好差评接口).
package feedbackweb
