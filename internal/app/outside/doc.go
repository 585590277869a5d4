// Package outside asks a running site what anybody may ask of it over HTTP (站外核验):
// whether the log it publishes adds up to what it signed; and in test mode to move
// its clock.
package outside
