// Package licenceweb offers certificates over HTTP (证照接口): to their holders, and
// the public check by the code printed on them.
package licenceweb
