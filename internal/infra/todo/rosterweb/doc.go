// Package rosterweb offers over HTTP what an office arranges around its tasks
// (派件接口): taking the next, giving many to others, leave, and what is kept at hand.
package rosterweb
