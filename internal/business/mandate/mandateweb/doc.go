// Package mandateweb offers mandates as operations of the API (委托代办接口): make,
// accept, decline, withdraw, list, and find whoever is present at the window.
package mandateweb
