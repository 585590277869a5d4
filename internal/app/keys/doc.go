// Package keys keeps the secrets of a site in its data folder (站点密钥): the master
// key of the vault, the key that signs the log, and the authority that issues the
// departments' seal certificates where the site has none outside.
//
// They are made at the first start, in files only the site's own user can read,
// and never anywhere else: whoever has them can read and sign everything, and
// without them the store is lost. Back them up apart from the database.
package keys
