// Package officeweb offers over HTTP what officers do around the steps of a case
// (办件协作接口): handing on, urging, splitting off, asking other departments, and what
// chief representatives may decide.
package officeweb
