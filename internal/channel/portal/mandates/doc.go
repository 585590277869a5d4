// Package mandates is the page of acting for others (委托代办): whom one lets act for
// oneself or one's firm, who asked one to act for him, and their ends.
package mandates
